package main

import (
	"context"
	"fmt"
	"iter"
	"time"
)

// results calls all of fns at once. A loop over it receives
// what they return, in the order in which they end, each
// with its index in fns. The loop is over when all have
// ended, or d after its beginning, or when ctx is done.
//
// Whatever ends the loop, a break too, the context of those
// that are still running is cancelled. They may take their
// time to stop; the loop does not wait for them.
func results[T any](
	ctx context.Context,
	d time.Duration,
	fns []func(ctx context.Context) T,
) iter.Seq2[int, T] {
	type result struct {
		index int
		value T
	}
	return func(yield func(int, T) bool) {
		c := make(chan result)
		for i, f := range fns {
			go func() { c <- result{i, f(ctx)} }()
		}
		for range fns {
			select {
			case r := <-c:
				if !yield(r.index, r.value) {
					return
				}
			case <-time.After(d):
				return
			}
		}
	}
}

type fetch = func(ctx context.Context) string

// site stands for a request.
func site(name string, ms int) fetch {
	delay := time.Duration(ms) * time.Millisecond
	return func(ctx context.Context) string {
		select {
		case <-time.After(delay):
			return name
		case <-ctx.Done():
			fmt.Println(name, "told to stop")
			return ""
		}
	}
}

func main() {
	fns := []fetch{
		site("archive", 1600), site("news", 400),
		site("weather", 1200), site("maps", 800),
	}
	start := time.Now()
	say := func(text string) {
		ms := time.Since(start).Milliseconds()
		fmt.Printf("%.1fs %s\n", float64(ms)/1000, text)
	}
	ctx, limit := context.Background(), time.Second
	for i, name := range results(ctx, limit, fns) {
		say(fmt.Sprint(i, " ", name))
	}
	say("the loop is over")
}
