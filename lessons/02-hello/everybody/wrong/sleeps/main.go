// fails: TestAll, TestTime, TestNobody

package main

import (
	"fmt"
	"time"
)

// greetAll greets all names at once, and returns when every
// greeting is over.
func greetAll(names []string, greet func(name string)) {
	for _, name := range names {
		go greet(name)
	}
	// Time enough for everybody.
	time.Sleep(2 * time.Second)
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
