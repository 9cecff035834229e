// fails: TestEnd

package main

import (
	"context"
	"fmt"
	"time"
)

type sleep = func(ctx context.Context, d time.Duration)

// watch looks at ctx after each beat.
func watch(
	ctx context.Context, every, limit time.Duration,
	sleep sleep, report func(late time.Duration),
) {
	begin := time.Now()
	due := every
	for ctx.Err() == nil {
		sleep(context.Background(), due-time.Since(begin))
		now := time.Since(begin)
		if late := now - due; late > limit {
			report(late)
		}
		due = (now/every + 1) * every
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
