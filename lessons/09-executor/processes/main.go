//tour:compute

package main

import (
	"fmt"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	jobs = 8
	// How many numbers a job starts from.
	size = 15_000
)

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

func main() {
	workers := runtime.GOMAXPROCS(0)
	fmt.Printf("%d jobs, at once: %d\n", jobs, workers)

	start := time.Now()
	results := make([]int, jobs)
	var g errgroup.Group
	g.SetLimit(workers)
	for job := range jobs {
		g.Go(func() error {
			results[job] = longestChain(job)
			return nil
		})
	}
	g.Wait()
	took := time.Since(start)
	fmt.Printf("goroutines: longest chain %d, %d ms\n",
		slices.Max(results), took.Milliseconds())
}
