package main

import (
	"fmt"
	"sync"
	"time"
)

var start = time.Now()

// say prints a line with the time since the start, rounded down to the
// half second: a machine that is a little late prints the same.
func say(text string) {
	at := (time.Since(start) + 100*time.Millisecond).Truncate(500 * time.Millisecond)
	fmt.Printf("%.1fs %s\n", at.Seconds(), text)
}

// heartbeat means to print a line 0.5 s, 1.0 s, … 3.0 s after the start.
func heartbeat() {
	for beat := 1; beat <= 6; beat++ {
		due := start.Add(time.Duration(beat) * 500 * time.Millisecond)
		time.Sleep(time.Until(due)) // returns at once if that is past
		say(fmt.Sprintf("beat %d", beat))
	}
}

// crunch computes for as long as it is told, and never waits.
func crunch(limit time.Duration) int {
	n := 0
	for begin := time.Now(); time.Since(begin) < limit; {
		n++ // stands for real work: parsing, hashing, resizing
	}
	return n
}

func main() {
	say("start")
	var wg sync.WaitGroup
	wg.Go(heartbeat)

	time.Sleep(1100 * time.Millisecond)
	say("crunching")
	crunch(1500 * time.Millisecond)
	say("crunched")

	wg.Wait()
}
