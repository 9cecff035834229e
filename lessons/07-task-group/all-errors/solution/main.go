package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// together cancels with a cause. Only the first call of
// cancel counts, so each failure may call it. Each
// goroutine writes to an element of its own, and Join drops
// those that stayed nil.
//
// A Canceled that comes after the group was cancelled is an
// echo of the first failure. If ctx was cancelled from
// outside, there was none: then ctx.Err() is what is to be
// reported, and otherwise it is nil.
func together(
	ctx context.Context,
	fns ...func(ctx context.Context) error,
) error {
	group, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	errs := make([]error, len(fns))
	var wg sync.WaitGroup
	for i, f := range fns {
		wg.Go(func() {
			err := f(group)
			told := group.Err() != nil
			if told && errors.Is(err, context.Canceled) {
				return
			}
			if err != nil {
				cancel(err)
			}
			errs[i] = err
		})
	}
	wg.Wait()
	return errors.Join(append(errs, ctx.Err())...)
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
