package main

import (
	"fmt"
	"sync"
	"time"
)

//go:noinline
func add(a, b int) int { return a + b } // noinline: else there would be no call to measure

// cost returns what one f takes, in nanoseconds. It doubles the batch until
// any clock could see how long that takes, or f has run a million times.
func cost(f func()) float64 {
	for n := 1; ; n *= 2 {
		best := time.Hour
		for range 3 { // the quickest counts: something disturbed the others
			start := time.Now()
			for range n {
				f()
			}
			best = min(best, time.Since(start))
		}
		if best > 5*time.Millisecond || n == 1<<20 {
			return float64(best.Nanoseconds()) / float64(n)
		}
	}
}

func main() {
	plain := cost(func() { add(1, 2) })
	fmt.Printf("plain call: %.0f ns\n", plain)

	requests, replies := make(chan int), make(chan int)
	go func() {
		for a := range requests {
			replies <- add(a, 2)
		}
	}()
	worker := cost(func() { requests <- 1; <-replies })
	fmt.Printf("asking a worker: %.0f ns\n", worker)

	reply := make(chan int)
	started := cost(func() { go func() { reply <- add(1, 2) }(); <-reply })
	fmt.Printf("a new goroutine: %.0f ns\n", started)
	fmt.Printf("one goroutine costs %.0f plain calls\n", started/plain)

	wait := func() { time.Sleep(200 * time.Millisecond) }
	start := time.Now()
	for range 3 {
		wait()
	}
	fmt.Println("3 waits, in turn:", time.Since(start).Round(200*time.Millisecond))

	start = time.Now()
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(wait)
	}
	wg.Wait()
	fmt.Println("3 waits, at once:", time.Since(start).Round(200*time.Millisecond))
}
