package main

import (
	"context"
	"fmt"
	"time"
)

type sleep = func(ctx context.Context, d time.Duration)

// watch finds out how late a loop is. Its beats are due at
// multiples of every, counted from its start: if one comes
// later than limit, watch reports by how much. Beats that
// fall due in the meantime are left out, so one hold is one
// report.
//
// It waits by sleep, which takes d, or longer if the loop
// is held, and returns at once when ctx is done. Then watch
// returns as well, and reports nothing more.
func watch(
	ctx context.Context, every, limit time.Duration,
	sleep sleep, report func(late time.Duration),
) {
	for ctx.Err() == nil {
		begin := time.Now()
		sleep(ctx, every)
		late := time.Since(begin) - every
		if late > limit {
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
