package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// bubble runs f where sleeping takes no time, and reports
// whether goroutines were still there when f returned.
func bubble(t *testing.T, f func(t *testing.T)) (left bool) {
	t.Helper()
	defer func() { left = recover() != nil }()
	synctest.Test(t, f)
	return
}

// call runs f to its end, and fails the check if it has none.
func call(t *testing.T, f func()) {
	t.Helper()
	done := make(chan any, 1)
	go func() {
		defer func() { done <- recover() }()
		f()
	}()
	select {
	case fault := <-done:
		if fault != nil {
			t.Fatalf("panic: %v", fault)
		}
	case <-time.After(365 * 24 * time.Hour):
		t.Fatal("did not return within a year")
	}
}

var errUnknown = errors.New("no such item")

// A market has the prices of all items, and counts who asks for them.
type market struct {
	carts [][]string
	items []string
	// The item that has no price, if any.
	unknown string

	mu     sync.Mutex
	prices map[string]int
	sum    int
	calls  map[string]int
	// Calls in all, and those that are under way.
	asked, open int
}

func newMarket() *market {
	m := &market{prices: make(map[string]int), calls: make(map[string]int)}
	for range 3 + rand.IntN(3) {
		var cart []string
		for range 3 + rand.IntN(3) {
			item := fmt.Sprintf("item-%x", rand.Uint32())
			cart = append(cart, item)
			m.prices[item] = 1 + rand.IntN(1000)
			m.sum += m.prices[item]
		}
		m.carts = append(m.carts, cart)
		m.items = append(m.items, cart...)
	}
	return m
}

// get takes an hour for an item, unless its context ends sooner.
func (m *market) get(ctx context.Context, item string) (int, error) {
	m.mu.Lock()
	m.calls[item]++
	m.asked++
	m.open++
	m.mu.Unlock()
	defer func() {
		m.mu.Lock()
		m.open--
		m.mu.Unlock()
	}()
	select {
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-time.After(time.Hour):
	}
	if item == m.unknown {
		return 0, errUnknown
	}
	return m.prices[item], nil
}

// shop calls shopping with what the market has.
func (m *market) shop(t *testing.T, ctx context.Context) (sum int, err error) {
	t.Helper()
	call(t, func() { sum, err = shopping(ctx, m.carts, m.get) })
	return sum, err
}

func TestSum(t *testing.T) {
	bubble(t, func(t *testing.T) {
		m := newMarket()
		sum, err := m.shop(t, t.Context())
		if err != nil {
			t.Fatalf("error %v, and nothing is wrong", err)
		}
		if sum != m.sum {
			t.Fatalf("the sum is %d, want %d", sum, m.sum)
		}
		for i, item := range m.items {
			if m.calls[item] != 1 {
				t.Fatalf("item %d was asked for %d times", i+1, m.calls[item])
			}
		}
	})
}

func TestCancel(t *testing.T) {
	bubble(t, func(t *testing.T) {
		m := newMarket()
		const stop = 3*time.Hour + 30*time.Minute
		ctx, cancel := context.WithTimeout(t.Context(), stop)
		defer cancel()
		start := time.Now()
		_, err := m.shop(t, ctx)
		if late := time.Since(start) - stop; late != 0 {
			t.Fatalf("returned %v after the end of ctx", late)
		}
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v: errors.Is does not find %q", err, context.DeadlineExceeded)
		}
	})
}

func TestError(t *testing.T) {
	bubble(t, func(t *testing.T) {
		m := newMarket()
		m.unknown = m.items[2+rand.IntN(4)]
		_, err := m.shop(t, t.Context())
		if !errors.Is(err, errUnknown) {
			t.Fatalf("error %v: errors.Is does not find %q", err, errUnknown)
		}
		if !strings.Contains(err.Error(), m.unknown) {
			t.Errorf("error %q does not name %s", err, m.unknown)
		}
	})
}

func TestCalls(t *testing.T) {
	bubble(t, func(t *testing.T) {
		m := newMarket()
		at := 2 + rand.IntN(4)
		m.unknown = m.items[at]
		m.shop(t, t.Context())
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.asked > at+1 {
			t.Errorf("%d items were asked for after item %d failed", m.asked-at-1, at+1)
		}
	})
}

func TestLeft(t *testing.T) {
	var open int
	left := bubble(t, func(t *testing.T) {
		m := newMarket()
		ctx, cancel := context.WithTimeout(t.Context(), 90*time.Minute)
		defer cancel()
		m.shop(t, ctx)
		// What ends because ctx has ended may do so.
		synctest.Wait()
		m.mu.Lock()
		defer m.mu.Unlock()
		open = m.open
	})
	if left && !t.Failed() {
		t.Errorf("calls under way after the return: %d", open)
	}
}
