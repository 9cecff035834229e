package main

import (
	"fmt"
	"time"
)

var start = time.Now()

// say prints an event, with the time since the start, to the half second.
func say(what string) {
	passed := time.Since(start).Round(500 * time.Millisecond)
	fmt.Printf("%.1f s  %s\n", passed.Seconds(), what)
}

// query stands for a question to some other machine: all it does is wait.
func query(name string, wait time.Duration) {
	time.Sleep(wait)
	say(name + " answered")
}

func main() {
	queries := []struct {
		name string
		wait time.Duration
	}{
		{"profile", 500 * time.Millisecond},
		{"orders", 1500 * time.Millisecond},
		{"reviews", 1000 * time.Millisecond},
	}

	for _, q := range queries {
		say(q.name + " asked")
		query(q.name, q.wait) // the next question has to wait for this answer
	}

	say("page ready")
}
