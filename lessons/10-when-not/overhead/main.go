package main

import (
	"fmt"
	"sync"
	"time"
)

// Not inlined, or there would be no call to measure.
//
//go:noinline
func add(a, b int) int {
	return a + b
}

// measure calls f n times, and returns what one call takes,
// in nanoseconds.
func measure(n int, f func()) float64 {
	start := time.Now()
	for range n {
		f()
	}
	return float64(time.Since(start)) / float64(n)
}

func costs() {
	plain := measure(1_000_000, func() { add(1, 2) })
	fmt.Printf("plain call: %.0f ns\n", plain)

	reply := make(chan int)
	started := measure(10_000, func() {
		go func() { reply <- add(1, 2) }()
		<-reply
	})
	fmt.Printf("a new goroutine: %.0f ns\n", started)
	fmt.Printf("that is %.0f plain calls\n", started/plain)
}

func wait() {
	time.Sleep(200 * time.Millisecond)
}

func inTurn(n int) {
	start := time.Now()
	for range n {
		wait()
	}
	took := time.Since(start).Round(200 * time.Millisecond)
	fmt.Println(n, "waits, in turn:", took)
}

func atOnce(n int) {
	start := time.Now()
	var wg sync.WaitGroup
	for range n {
		wg.Go(wait)
	}
	wg.Wait()
	took := time.Since(start).Round(200 * time.Millisecond)
	fmt.Println(n, "waits, at once:", took)
}

func main() {
	costs()
	inTurn(3)
	atOnce(3)
}
