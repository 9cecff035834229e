package main

import (
	"fmt"
	"sync"
	"time"
)

// task takes its time, says that it is done, and returns its result.
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

	results := make([]string, len(jobs)) // a slot for each: nobody shares one
	var wg sync.WaitGroup
	for i, job := range jobs {
		wg.Go(func() { results[i] = task(job.name, job.seconds) })
	}
	wg.Wait() // before this line, results is not ours to read

	for _, result := range results {
		fmt.Println(result)
	}
	fmt.Println("took", time.Since(start).Round(time.Second))
}
