package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// within calls f and returns what f returns. When d is over
// or ctx is cancelled, f is told to stop, by its context,
// and within waits until f has returned. If f returns an
// error then, errors.Is finds it in that of within, and
// also the reason why f was told to stop.
func within(
	ctx context.Context,
	d time.Duration,
	f func(ctx context.Context) (string, error),
) (string, error) {
	done := make(chan string, 1)
	go func() {
		text, _ := f(ctx)
		done <- text
	}()
	select {
	case text := <-done:
		return text, nil
	case <-time.After(d):
		return "", errors.New("too late")
	}
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
