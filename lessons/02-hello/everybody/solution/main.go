package main

import (
	"fmt"
	"sync"
	"time"
)

// greetAll has one line that waits, for as many goroutines
// as there are names: the counter is at zero when the last
// greeting is over, and from the start if there is none. It
// guesses no duration.
func greetAll(names []string, greet func(name string)) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Go(func() { greet(name) })
	}
	wg.Wait()
}

// greet takes longer for longer names.
func greet(name string) {
	ms := time.Duration(len(name)) * 200
	time.Sleep(ms * time.Millisecond)
	fmt.Println("hello,", name)
}

func main() {
	start := time.Now()
	greetAll([]string{"Ada", "Grace", "Barbara"}, greet)
	took := time.Since(start).Round(100 * time.Millisecond)
	fmt.Println("main ends after", took)
}
