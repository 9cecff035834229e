package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// A load fetches the value of a key, over the network.
type load func(
	ctx context.Context, key string,
) (string, error)

// A cache has an entry for each key that is loaded, or is
// being loaded. The first caller makes it, under the lock;
// the lock is free again before the load begins.
type cache struct {
	load load

	mu      sync.Mutex
	entries map[string]*entry
}

// An entry may be read when done is closed.
type entry struct {
	done  chan struct{}
	value string
	err   error
}

func newCache(l load) *cache {
	return &cache{load: l, entries: make(map[string]*entry)}
}

// Get waits for an entry, whether it made it or not: the
// load has a goroutine of its own, and a context that no
// caller can cancel. So each caller can leave, which select
// does at once, and none takes the load with it.
func (c *cache) Get(
	ctx context.Context, key string,
) (string, error) {
	c.mu.Lock()
	e, ok := c.entries[key]
	if !ok {
		e = &entry{done: make(chan struct{})}
		c.entries[key] = e
		go c.fill(context.WithoutCancel(ctx), key, e)
	}
	c.mu.Unlock()
	select {
	case <-e.done:
		return e.value, e.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// fill loads an entry. One that fails is taken out before
// done is closed: so the next caller loads again.
func (c *cache) fill(
	ctx context.Context, key string, e *entry,
) {
	e.value, e.err = c.load(ctx, key)
	if e.err != nil {
		c.mu.Lock()
		delete(c.entries, key)
		c.mu.Unlock()
	}
	close(e.done)
}

// fetch stands in for the network.
func fetch(
	ctx context.Context, key string,
) (string, error) {
	fmt.Println("load", key)
	select {
	case <-time.After(200 * time.Millisecond):
		return "value of " + key, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func main() {
	c := newCache(fetch)
	ctx := context.Background()
	for range 2 {
		start := time.Now()
		var wg sync.WaitGroup
		for _, key := range []string{"a", "a", "a", "b"} {
			wg.Go(func() { c.Get(ctx, key) })
		}
		wg.Wait()
		took := time.Since(start)
		fmt.Println(took.Round(100 * time.Millisecond))
	}
}
