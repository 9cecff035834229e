//tour:compute

package main

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"
)

const (
	jobs = 8
	// How many numbers a job starts from.
	size = 15_000
)

var workers = runtime.GOMAXPROCS(0)

// steps halves the even, takes 3n+1 of the odd, and counts
// the way down to 1.
func steps(n int) int {
	count := 0
	for ; n != 1; count++ {
		if n%2 == 0 {
			n /= 2
		} else {
			n = 3*n + 1
		}
	}
	return count
}

// longestChain does one job: it computes, and never waits.
func longestChain(job int) int {
	longest := 0
	for n := job*size + 1; n <= (job+1)*size; n++ {
		longest = max(longest, steps(n))
	}
	return longest
}

func inTurn() int {
	results := make([]int, jobs)
	for job := range jobs {
		results[job] = longestChain(job)
	}
	return slices.Max(results)
}

func inPool() int {
	results := make([]int, jobs)
	queue := make(chan int)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for job := range queue {
				results[job] = longestChain(job)
			}
		})
	}
	for job := range jobs {
		queue <- job
	}
	// There are no more jobs: the workers return.
	close(queue)
	wg.Wait()
	return slices.Max(results)
}

// measure prints what run finds, and returns how long it
// takes.
func measure(name string, run func() int) time.Duration {
	start := time.Now()
	longest := run()
	took := time.Since(start)
	fmt.Printf("%s: longest chain %d, %d ms\n",
		name, longest, took.Milliseconds())
	return took
}

func main() {
	fmt.Printf("%d jobs, workers: %d\n", jobs, workers)
	turn := measure("in turn", inTurn).Seconds()
	pool := measure("in a pool", inPool).Seconds()
	fmt.Printf("speed-up: %.1f\n", turn/pool)
}
