// fails: TestErrors, TestRelease

package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// within cancels f's context when d is over.
func within(
	ctx context.Context,
	d time.Duration,
	f func(ctx context.Context) (string, error),
) (string, error) {
	ctx, cancel := context.WithCancel(ctx)
	time.AfterFunc(d, cancel)
	text, err := f(ctx)
	if err != nil && ctx.Err() != nil {
		err = fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	return text, err
}

// load stands for a request. It takes 700 ms, and another
// 300 ms to clean up if it is told to stop before.
func load(ctx context.Context) (string, error) {
	defer fmt.Println("load has ended")
	select {
	case <-time.After(700 * time.Millisecond):
		return "a page", nil
	case <-ctx.Done():
		fmt.Println("load is told to stop")
		time.Sleep(300 * time.Millisecond)
		return "", errors.New("load: connection closed")
	}
}

const ms100 = 100 * time.Millisecond

func main() {
	for _, ms := range []time.Duration{1000, 500} {
		d, start := ms*time.Millisecond, time.Now()
		text, err := within(context.Background(), d, load)
		took := time.Since(start).Round(ms100)
		fmt.Printf("%q after %v of %v\n", text, took, d)
		if err != nil {
			late := errors.Is(err, context.DeadlineExceeded)
			fmt.Printf("  error: %v\n", err)
			fmt.Println("  is the deadline's:", late)
		}
	}
}
