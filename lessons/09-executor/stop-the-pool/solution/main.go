package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// mapPool hands out a job only while ctx lives: the select
// gives up a job that no worker has taken. The check before
// it counts when both are ready, since select then chooses
// either. After that all is as without ctx: close ends the
// loops of the workers, each after the job it is at, and
// Wait sees to it that all results are there.
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
	for i := 0; i < len(jobs) && ctx.Err() == nil; i++ {
		select {
		case queue <- i:
		case <-ctx.Done():
		}
	}
	close(queue)
	wg.Wait()
	return results, ctx.Err()
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
