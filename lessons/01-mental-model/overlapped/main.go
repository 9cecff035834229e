package main

import (
	"fmt"
	"sync"
	"time"
)

var start = time.Now()

// say prints an event, with the time since the start, to the half second.
func say(what string) {
	passed := time.Since(start).Round(500 * time.Millisecond)
	fmt.Printf("%.1f s  %s\n", passed.Seconds(), what)
}

// query is the same function as before, to the letter.
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

	var wg sync.WaitGroup
	for _, q := range queries {
		say(q.name + " asked")
		wg.Go(func() { query(q.name, q.wait) }) // a goroutine of its own
	}
	wg.Wait() // until all three have returned

	say("page ready")
}
