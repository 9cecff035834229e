package main

import (
	"fmt"
	"sync"
	"time"
)

// sleep waits for a second.
func sleep() {
	time.Sleep(time.Second)
}

// receive waits for a second too, for a value of a timer.
func receive() {
	<-time.After(time.Second)
}

// three runs wait in three goroutines, and prints how long
// all of it takes.
func three(name string, wait func()) {
	start := time.Now()
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(wait)
	}
	wg.Wait()
	took := time.Since(start).Round(100 * time.Millisecond)
	fmt.Printf("%s: %.1fs\n", name, took.Seconds())
}

func main() {
	fmt.Println("three waits of a second each")
	three("sleep", sleep)
	three("receive", receive)
}
