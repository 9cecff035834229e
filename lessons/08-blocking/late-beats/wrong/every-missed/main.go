// fails: TestHold, TestBeats

package main

import (
	"context"
	"fmt"
	"time"
)

type sleep = func(ctx context.Context, d time.Duration)

// watch counts its beats from the start.
func watch(
	ctx context.Context, every, limit time.Duration,
	sleep sleep, report func(late time.Duration),
) {
	begin := time.Now()
	for due := every; ; due += every {
		sleep(ctx, due-time.Since(begin))
		if ctx.Err() != nil {
			return
		}
		if late := time.Since(begin) - due; late > limit {
			report(late)
		}
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
