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

// heartbeat prints a line every half second, six times.
func heartbeat() {
	for beat := 1; beat <= 6; beat++ {
		due := time.Duration(beat) * 500 * time.Millisecond
		// Returns at once if that time is past.
		time.Sleep(due - time.Since(start))
		say(fmt.Sprintf("beat %d", beat))
	}
}

// crunch computes, for as long as it is told, in pieces of
// 10 ms.
func crunch(limit time.Duration) int {
	n := 0
	for begin := time.Now(); time.Since(begin) < limit; {
		n += work(10 * time.Millisecond)
		// Lets the others have the thread.
		time.Sleep(1 * time.Millisecond)
	}
	return n
}

// work computes, for as long as it is told.
func work(limit time.Duration) int {
	n := 0
	for begin := time.Now(); time.Since(begin) < limit; {
		n++
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
