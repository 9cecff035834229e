package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"
)

var start = time.Now()

// say prints a line with the time since the start, to the half second.
func say(text string) {
	at := time.Since(start).Round(500 * time.Millisecond)
	fmt.Printf("%.1fs %s\n", at.Seconds(), text)
}

var errSoldOut = errors.New("sold out")

// book waits for a supplier's answer, unless it is told to stop.
func book(ctx context.Context, what string, delay time.Duration) error {
	select {
	case <-time.After(delay):
	case <-ctx.Done():
		say(what + " stopping")
		time.Sleep(500 * time.Millisecond) // say, withdrawing the request
		say(what + " stopped")
		return ctx.Err()
	}
	if what == "flight" {
		say(what + " fails")
		return fmt.Errorf("%s: %w", what, errSoldOut)
	}
	say(what + " booked")
	return nil
}

func main() {
	say("booking a trip")
	group, ctx := errgroup.WithContext(context.Background())
	group.Go(func() error { return book(ctx, "hotel", 500*time.Millisecond) })
	group.Go(func() error { return book(ctx, "flight", 1000*time.Millisecond) })
	group.Go(func() error { return book(ctx, "car", 2000*time.Millisecond) })

	if err := group.Wait(); errors.Is(err, errSoldOut) {
		say("no trip: " + err.Error())
		return
	}
	say("all booked")
}
