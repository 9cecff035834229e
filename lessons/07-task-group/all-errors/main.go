package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"
)

// together calls all of fns at once and returns when the
// last has returned: nil, or all of their errors, joined.
// The first error cancels the context of the others, and is
// its cause.
//
// A function that was told to stop and just returns its
// context's error did not fail: that is left out. But if
// ctx itself is done, together's error says so.
func together(
	ctx context.Context,
	fns ...func(ctx context.Context) error,
) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, f := range fns {
		g.Go(func() error { return f(ctx) })
	}
	return g.Wait()
}

// book stands for a booking that fails, unless it is told
// to stop before. Withdrawing the request can fail as well.
func book(
	what string, ms int, stop string,
) func(ctx context.Context) error {
	delay := time.Duration(ms) * time.Millisecond
	return func(ctx context.Context) error {
		select {
		case <-time.After(delay):
			fmt.Println(what, "is sold out")
			return errors.New(what + ": sold out")
		case <-ctx.Done():
			fmt.Println(what, "stops:", context.Cause(ctx))
		}
		time.Sleep(300 * time.Millisecond)
		if stop != "" {
			return errors.New(what + ": " + stop)
		}
		return ctx.Err()
	}
}

func main() {
	err := together(context.Background(),
		book("hotel", 1200, ""),
		book("flight", 500, ""),
		book("car", 900, "cannot withdraw"),
	)
	fmt.Println("= the errors:")
	fmt.Println(err)
}
