package main

import (
	"fmt"
	"sync"
	"time"
)

// task waits, says that it is done, and returns its result.
func task(name string, seconds int) string {
	fmt.Println(name, "started")
	time.Sleep(time.Duration(seconds) * time.Second)
	fmt.Println(name, "finished")
	return fmt.Sprintf("result of %s", name)
}

func main() {
	start := time.Now()

	names := []string{"A", "B", "C"}
	seconds := []int{2, 1, 3}
	results := make([]string, len(names)) // one slot a task: nobody shares one

	var wg sync.WaitGroup
	for i, name := range names {
		wg.Go(func() {
			time.Sleep(time.Duration(i) * 100 * time.Millisecond)
			results[i] = task(name, seconds[i])
		})
	}
	wg.Wait()

	for _, result := range results {
		fmt.Println(result)
	}
	fmt.Println("took", time.Since(start).Round(time.Second))
}
