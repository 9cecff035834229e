package main

import (
	"fmt"
	"sync"
	"time"
)

// mapPool starts the workers, not the jobs: so no more than
// workers calls can run. All take from one channel; whoever
// is free has the next job, and a long one delays nobody.
// Each result has a place of its own, which keeps the order
// without a lock. After close the loops of the workers end,
// and Wait returns when the last has.
func mapPool(
	workers int, jobs []string, f func(string) string,
) []string {
	results := make([]string, len(jobs))
	queue := make(chan int)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := range queue {
				results[i] = f(jobs[i])
			}
		})
	}
	for i := range jobs {
		queue <- i
	}
	close(queue)
	wg.Wait()
	return results
}

var start = time.Now()

// compress stands in for a function that computes.
func compress(name string) string {
	at := time.Since(start).Round(100 * time.Millisecond)
	fmt.Printf("%.1fs %s begins\n", at.Seconds(), name)
	if name == "film" {
		time.Sleep(600 * time.Millisecond)
	} else {
		time.Sleep(200 * time.Millisecond)
	}
	return name + ".zip"
}

func main() {
	jobs := []string{"film", "plan", "map", "bill", "song"}
	fmt.Println(mapPool(2, jobs, compress))
	took := time.Since(start).Round(100 * time.Millisecond)
	fmt.Println("took", took)
}
