// fails: TestTime

package main

import (
	"fmt"
	"sync"
	"time"
)

// mapPool returns f of each job, in the order of the jobs.
// It has as many workers as it is told, and no more calls
// of f run at once. A worker that has done a job takes the
// next of the list.
func mapPool(
	workers int, jobs []string, f func(string) string,
) []string {
	results := make([]string, len(jobs))
	var wg sync.WaitGroup
	for i, job := range jobs {
		wg.Go(func() { results[i] = f(job) })
		if i%workers == workers-1 {
			// All workers are busy.
			wg.Wait()
		}
	}
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
