package main

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	// clients is how many run programs at the same time, one after the other each.
	clients = 8
	// busyTime is for how long they do.
	busyTime = 10 * time.Second
)

// hello is the program whose runs are counted.
const hello = `package main

import "fmt"

func main() {
	fmt.Println("hello")
}
`

// measureThroughput counts the runs of eight clients, on a tour of their own and
// on the peer, which has a connection for each.
func measureThroughput(ctx context.Context) ([]row, error) {
	address, pid, stop, err := startTourWith(ctx)
	if err != nil {
		return nil, err
	}
	defer stop()
	if _, err := settled(ctx, pid); err != nil {
		return nil, err
	}
	var ours, peers [clients]runner
	for n := range clients {
		tour, err := tourRunners(ctx, address, nil)
		if err != nil {
			return nil, err
		}
		ours[n] = tour.edited
		if peers[n], err = startPeer(ctx); err != nil {
			return nil, err
		}
	}
	var rows []row
	for _, m := range []struct {
		what   string
		source func(n int64) string
	}{
		{"the same program", func(int64) string { return hello }},
		{"each its own", func(n int64) string { return fmt.Sprintf("%s// %d %d\n", hello, os.Getpid(), n) }},
	} {
		peer, err := runsPerSecond(ctx, peers, m.source)
		if err != nil {
			return nil, err
		}
		our, err := runsPerSecond(ctx, ours, m.source)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row{
			what:    fmt.Sprintf("runs a second of %d clients, hello, %s: ours / peer", clients, m.what),
			figure:  fmt.Sprintf("%.1f", our/peer),
			allowed: "2.0 (at least)",
			detail:  fmt.Sprintf("%.1f / %.1f", our, peer),
		})
	}
	return rows, nil
}

// runsPerSecond has every client run programs, each with the next number, for a
// while after a first one.
func runsPerSecond(ctx context.Context, all [clients]runner, source func(n int64) string) (float64, error) {
	for _, run := range all {
		if _, err := run(source(-1)); err != nil {
			return 0, err
		}
	}
	var count atomic.Int64
	begun := time.Now()
	group, ctx := errgroup.WithContext(ctx)
	for _, run := range all {
		group.Go(func() error {
			for time.Since(begun) < busyTime && ctx.Err() == nil {
				if _, err := run(source(count.Add(1))); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := group.Wait()
	return float64(count.Load()) / time.Since(begun).Seconds(), err
}
