// fails: TestOrder

package main

import (
	"fmt"
	"time"
)

// gather calls all tasks at once and returns their results
// in the order of the tasks, once it has all of them.
func gather[T any](tasks ...func() T) []T {
	done := make(chan T)
	for _, task := range tasks {
		go func() { done <- task() }()
	}
	results := make([]T, len(tasks))
	for i := range results {
		results[i] = <-done
	}
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
