// fails: TestBeats

package main

import (
	"context"
	"fmt"
	"time"
)

type sleep = func(ctx context.Context, d time.Duration)

// watch begins anew after a hold.
func watch(
	ctx context.Context, every, limit time.Duration,
	sleep sleep, report func(late time.Duration),
) {
	due := time.Now().Add(every)
	for {
		sleep(ctx, time.Until(due))
		if ctx.Err() != nil {
			return
		}
		late := time.Since(due)
		if late > limit {
			report(late)
			due = time.Now()
		}
		due = due.Add(every)
	}
}

var start = time.Now()

// held is a sleep in a loop that something blocks now and
// then: after 500 ms it blocks for 330 ms.
func held(ctx context.Context, d time.Duration) {
	begin := time.Since(start)
	select {
	case <-time.After(d):
	case <-ctx.Done():
		return
	}
	blocked := 500 * time.Millisecond
	if begin < blocked && time.Since(start) >= blocked {
		time.Sleep(330 * time.Millisecond)
	}
}

func main() {
	const ms = time.Millisecond
	ctx, cancel := context.WithTimeout(
		context.Background(), 1500*ms)
	defer cancel()
	watch(ctx, 100*ms, 50*ms, held, func(d time.Duration) {
		at := time.Since(start).Round(10 * ms)
		fmt.Println(at, "late by", d.Round(10*ms))
	})
	took := time.Since(start).Round(10 * ms)
	fmt.Println("watched for", took)
}
