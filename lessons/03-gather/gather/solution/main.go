package main

import (
	"fmt"
	"sync"
	"time"
)

// gather gives each task an element of a slice that has its
// full length from the start. So the place of a result is
// known before the result, and no two goroutines write to
// the same variable: no lock is needed. Wait comes before
// the first read.
func gather[T any](tasks ...func() T) []T {
	results := make([]T, len(tasks))
	var wg sync.WaitGroup
	for i, task := range tasks {
		wg.Go(func() { results[i] = task() })
	}
	wg.Wait()
	return results
}

// after returns a task that takes ms milliseconds.
func after(ms int, result string) func() string {
	return func() string {
		time.Sleep(time.Duration(ms) * time.Millisecond)
		fmt.Println(result, "is there")
		return result
	}
}

func main() {
	fmt.Println("three tasks")
	results := gather(
		after(800, "the first"),
		after(400, "the second"),
		after(1200, "the third"),
	)
	fmt.Println("in order:")
	for i, result := range results {
		fmt.Println(i+1, result)
	}
}
