//tour:compute

package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

const size = 15_000 // starting numbers in a job

// steps halves the even, takes 3n+1 of the odd, and counts the way down to 1.
// Not inlined, so that a browser can swap in its optimised code at the next call.
//
//go:noinline
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

// longestChain does one job: it only computes, and never waits.
func longestChain(job int) int {
	longest := 0
	for n := job*size + 1; n <= (job+1)*size; n++ {
		longest = max(longest, steps(n))
	}
	return longest
}

func inTurn(jobs int) int {
	longest := 0
	for job := range jobs {
		longest = max(longest, longestChain(job))
	}
	return longest
}

func inPool(jobs, workers int) int {
	queue := make(chan int)
	results := make([]int, jobs) // one slot a job: nobody shares one
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
	close(queue) // no more jobs: the workers return
	wg.Wait()

	longest := 0
	for _, result := range results {
		longest = max(longest, result)
	}
	return longest
}

// measure says what run found, and returns how long it took.
func measure(name string, run func() int) time.Duration {
	start := time.Now()
	longest := run()
	took := time.Since(start)
	fmt.Printf("%s: longest chain %d, %d ms\n", name, longest, took.Milliseconds())
	return took
}

func main() {
	jobs, workers := 8, runtime.GOMAXPROCS(0)
	fmt.Printf("%d jobs, workers: %d\n", jobs, workers)

	turn := measure("in turn", func() int { return inTurn(jobs) })
	pool := measure("in a pool", func() int { return inPool(jobs, workers) })
	fmt.Printf("speed-up: %.1f\n", turn.Seconds()/pool.Seconds())
}
