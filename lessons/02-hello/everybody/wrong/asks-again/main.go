// fails: TestTime

package main

import (
	"fmt"
	"sync/atomic"
	"time"
)

// greetAll greets all names at once, and returns when every
// greeting is over.
func greetAll(names []string, greet func(name string)) {
	var left atomic.Int64
	left.Store(int64(len(names)))
	for _, name := range names {
		go func() {
			greet(name)
			left.Add(-1)
		}()
	}
	// Look again every now and then.
	for left.Load() > 0 {
		time.Sleep(50 * time.Millisecond)
	}
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
