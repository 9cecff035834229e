// fails: TestPauses

package main

import (
	"context"
	"fmt"
	"time"
)

// crunch notes the time of each pause.
func crunch(
	items []int, work func(item int) int, pause func(),
) int {
	sum := 0
	last := time.Now()
	for _, item := range items {
		if now := time.Now(); now.Sub(last) >= 10*time.Millisecond {
			last = now
			pause()
		}
		sum += work(item)
	}
	return sum
}

// work computes for about so many milliseconds.
func work(ms int) int {
	n := 0
	limit := time.Duration(ms) * time.Millisecond
	for begin := time.Now(); time.Since(begin) < limit; {
		n++
	}
	return n
}

// pause lets the others have the thread.
func pause() { time.Sleep(time.Millisecond) }

// heartbeat counts beats of 100 ms until ctx is done, and
// returns how late the latest of them was.
func heartbeat(ctx context.Context) time.Duration {
	var latest time.Duration
	for ctx.Err() == nil {
		begin := time.Now()
		time.Sleep(100 * time.Millisecond)
		late := time.Since(begin) - 100*time.Millisecond
		latest = max(latest, late)
	}
	return latest
}

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	latest := make(chan time.Duration)
	go func() { latest <- heartbeat(ctx) }()
	time.Sleep(50 * time.Millisecond)

	// Long items and short ones, a second in all.
	var items []int
	for range 4 {
		items = append(items, 1, 2, 1, 1, 45, 150, 50)
	}
	sum := crunch(items, work, pause)
	fmt.Println("computed:", sum > 0)
	cancel()
	late := (<-latest).Round(50 * time.Millisecond)
	fmt.Println("the latest beat was late by", late)
}
