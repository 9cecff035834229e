package main

import (
	"fmt"
	"sync"
	"time"
)

var start = time.Now()

// say prints a line with the time since the start, to the
// half second.
func say(text string) {
	at := time.Since(start).Round(500 * time.Millisecond)
	fmt.Printf("%.1fs %s\n", at.Seconds(), text)
}

// query is the same as before, to the letter.
func query(name string, wait time.Duration) {
	time.Sleep(wait)
	say(name + " arrived")
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
		say("request " + q.name)
		wg.Go(func() { query(q.name, q.wait) })
	}
	// Wait until all three have returned.
	wg.Wait()

	say("page ready")
}
