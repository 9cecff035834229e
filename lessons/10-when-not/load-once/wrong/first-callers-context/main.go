// fails: TestCancel

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

// A cache keeps what load has fetched.
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

// Get returns the value of key. A call that comes while the
// key is being loaded waits for that load, and never for
// another key's. A load that fails is not kept. When the
// ctx of a call ends while it waits, the call returns at
// once, and the load goes on for the others.
func (c *cache) Get(
	ctx context.Context, key string,
) (string, error) {
	c.mu.Lock()
	e, ok := c.entries[key]
	if !ok {
		e = &entry{done: make(chan struct{})}
		c.entries[key] = e
		go c.fill(ctx, key, e)
	}
	c.mu.Unlock()
	select {
	case <-e.done:
		return e.value, e.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

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
