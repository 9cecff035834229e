// fails: TestTries

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// A reply is what a server says: a status, and how long it
// wants to be left alone, if it says so.
type reply struct {
	status     int
	retryAfter time.Duration
}

type get func(ctx context.Context, page string) reply

const (
	// How often a page is asked for again.
	retries = 3
	base    = 200 * time.Millisecond
)

// fetch asks for a page, and holds a slot while it does so:
// a value in the channel. After a status of 500 or more it
// asks again, and at last returns the last reply.
//
// Before retry n, the first being 0, it waits for a random
// time between half of base·2ⁿ and all of it, and not less
// than the server wants. When ctx ends, each wait ends.
func fetch(
	ctx context.Context, page string,
	slots chan struct{}, get get,
) (reply, error) {
	for n := 0; ; n++ {
		r, err := once(ctx, page, slots, get)
		if err != nil || r.status < 500 {
			return r, err
		}
		wait := base << n
		wait = wait/2 + rand.N(wait/2)
		select {
		case <-time.After(max(wait, r.retryAfter)):
		case <-ctx.Done():
			return r, context.Cause(ctx)
		}
	}
}

// once takes a slot, makes one request, and gives it back.
func once(
	ctx context.Context, page string,
	slots chan struct{}, get get,
) (reply, error) {
	select {
	case slots <- struct{}{}:
	case <-ctx.Done():
		return reply{}, context.Cause(ctx)
	}
	defer func() { <-slots }()
	return get(ctx, page), nil
}

func main() {
	start := time.Now()
	var mu sync.Mutex
	replies := map[string][]reply{
		"/full":   {{503, 0}, {503, 0}, {200, 0}},
		"/closed": {{503, time.Second}, {200, 0}},
		"/gone":   {{404, 0}},
	}
	serve := func(_ context.Context, page string) reply {
		time.Sleep(50 * time.Millisecond)
		mu.Lock()
		defer mu.Unlock()
		r := replies[page][0]
		replies[page] = replies[page][1:]
		at := time.Since(start).Round(50 * time.Millisecond)
		fmt.Printf("%.2fs %s %d\n",
			at.Seconds(), page, r.status)
		return r
	}

	slots := make(chan struct{}, 1)
	var wg sync.WaitGroup
	for _, page := range []string{
		"/full", "/closed", "/gone",
	} {
		wg.Go(func() {
			fetch(context.Background(), page, slots, serve)
		})
	}
	wg.Wait()
}
