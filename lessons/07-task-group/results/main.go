package main

import (
	"context"
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

// offer waits for the price of one part of the trip.
func offer(ctx context.Context, eur, ms int) (int, error) {
	select {
	case <-time.After(time.Duration(ms) * time.Millisecond):
		return eur, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func main() {
	say("three offers, please")
	g, ctx := errgroup.WithContext(context.Background())
	// One for each result: only one goroutine writes it.
	var hotel, flight, car int
	g.Go(func() (err error) {
		hotel, err = offer(ctx, 240, 1000)
		return err
	})
	g.Go(func() (err error) {
		flight, err = offer(ctx, 310, 1500)
		return err
	})
	g.Go(func() (err error) {
		car, err = offer(ctx, 90, 500)
		return err
	})
	if err := g.Wait(); err != nil {
		say("no offer: " + err.Error())
		return
	}
	total := hotel + flight + car
	say(fmt.Sprintf("the trip costs %d", total))
}
