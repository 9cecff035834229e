// fails: TestDeadline, TestBreak

package main

import (
	"context"
	"fmt"
	"iter"
	"time"
)

// results has one deadline, for the loop.
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
		deadline := time.After(d)
		c := make(chan result, len(fns))
		for i, f := range fns {
			go func() { c <- result{i, f(ctx)} }()
		}
		for range fns {
			select {
			case r := <-c:
				if !yield(r.index, r.value) {
					return
				}
			case <-deadline:
				return
			case <-ctx.Done():
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
