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

type entry struct {
	mu     sync.Mutex
	loaded bool
	value  string
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
		e = new(entry)
		c.entries[key] = e
	}
	c.mu.Unlock()

	// Only callers of the same key wait here.
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.loaded {
		return e.value, nil
	}
	value, err := c.load(ctx, key)
	if err == nil {
		e.value, e.loaded = value, true
	}
	return value, err
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
