package main

import (
	"fmt"
	"sync"
	"time"
)

// task takes its time, and returns its result at the end.
func task(name string, seconds int) string {
	time.Sleep(time.Duration(seconds) * time.Second)
	fmt.Println(name, "done")
	return "result of " + name
}

func main() {
	jobs := []struct {
		name    string
		seconds int
	}{
		{"A", 2},
		{"B", 1},
		{"C", 3},
	}
	fmt.Println("waiting for", len(jobs), "tasks")
	start := time.Now()

	results := make([]string, len(jobs))
	var wg sync.WaitGroup
	for i, job := range jobs {
		fmt.Println(job.name, "starts")
		wg.Go(func() {
			// No other goroutine writes to this element.
			results[i] = task(job.name, job.seconds)
		})
	}
	// Before this returns, results is not main's to read.
	wg.Wait()

	for _, result := range results {
		fmt.Println(result)
	}
	took := time.Since(start).Round(time.Second)
	fmt.Println("took", took)
}
