// fails: TestCause

package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// together waits for all and joins their errors.
func together(
	ctx context.Context,
	fns ...func(ctx context.Context) error,
) error {
	errs := make([]error, len(fns))
	var wg sync.WaitGroup
	for i, f := range fns {
		wg.Go(func() { errs[i] = f(ctx) })
	}
	wg.Wait()
	return errors.Join(errs...)
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
