package main

import (
	"sync"
	"time"
)

// both waits for two naps that overlap.
func both(nap func()) {
	var wg sync.WaitGroup
	wg.Go(nap)
	wg.Go(nap)
	wg.Wait()
}

func main() {
	both(func() { time.Sleep(time.Millisecond) })
}
