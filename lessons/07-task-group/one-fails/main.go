package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"
)

var start = time.Now()

// say prints a line with the time since the start, to the
// half second.
func say(text string) {
	at := time.Since(start).Round(500 * time.Millisecond)
	fmt.Printf("%.1fs %s\n", at.Seconds(), text)
}

var errSoldOut = errors.New("sold out")

// book waits for a supplier, unless it is told to stop.
func book(ctx context.Context, what string, ms int) error {
	select {
	case <-time.After(time.Duration(ms) * time.Millisecond):
	case <-ctx.Done():
		say(what + " stopping")
		// Withdrawing the request takes a while.
		time.Sleep(500 * time.Millisecond)
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
	g, ctx := errgroup.WithContext(context.Background())
	g.Go(func() error { return book(ctx, "hotel", 500) })
	g.Go(func() error { return book(ctx, "flight", 1000) })
	g.Go(func() error { return book(ctx, "car", 2000) })

	err := g.Wait()
	if errors.Is(err, errSoldOut) {
		say("no trip: " + err.Error())
		return
	}
	say("all booked")
}
