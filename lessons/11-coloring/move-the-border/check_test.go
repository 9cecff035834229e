package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
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

// A shop has items with prices, and counts who asks for them.
type shop struct {
	items  []string
	sorted []string
	price  map[string]int
	takes  map[string]time.Duration

	mu       sync.Mutex
	requests map[string]int
	// When the last request began.
	last time.Time
}

// newShop has n items with different prices. A request takes one to two hours,
// and no two take the same.
func newShop(n int) *shop {
	s := &shop{
		price:    make(map[string]int),
		takes:    make(map[string]time.Duration),
		requests: make(map[string]int),
	}
	price := 0
	for i, minutes := range rand.Perm(n) {
		item := fmt.Sprintf("item-%d-%x", i, rand.Uint32())
		price += 1 + rand.IntN(100)
		s.price[item] = price
		s.takes[item] = time.Hour + time.Duration(minutes)*time.Minute
		s.sorted = append(s.sorted, item)
	}
	s.items = slices.Clone(s.sorted)
	rand.Shuffle(n, func(i, j int) {
		s.items[i], s.items[j] = s.items[j], s.items[i]
	})
	return s
}

// get is the function that byPrice gets.
func (s *shop) get(item string) int {
	s.mu.Lock()
	s.requests[item]++
	s.last = time.Now()
	s.mu.Unlock()
	time.Sleep(s.takes[item])
	return s.price[item]
}

// sort has the items sorted.
func (s *shop) sort(t *testing.T) (sorted []string) {
	t.Helper()
	call(t, func() { sorted = byPrice(s.items, s.get) })
	return sorted
}

func TestOrder(t *testing.T) {
	bubble(t, func(t *testing.T) {
		// Often, as some wrong orders are right now and then.
		for range 20 {
			s := newShop(5 + rand.IntN(10))
			given := slices.Clone(s.items)
			sorted := s.sort(t)
			if !slices.Equal(s.items, given) {
				t.Fatal("the slice that was given has another order now")
			}
			if len(sorted) != len(given) {
				t.Fatalf("%d items, %d were given", len(sorted), len(given))
			}
			for i, item := range sorted {
				if item != s.sorted[i] {
					t.Fatalf("in place %d is the item that belongs in place %d",
						i+1, slices.Index(s.sorted, item)+1)
				}
			}
		}
	})
}

func TestRequests(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newShop(10 + rand.IntN(20))
		s.sort(t)
		s.mu.Lock()
		defer s.mu.Unlock()
		sum := 0
		for _, n := range s.requests {
			sum += n
		}
		if sum != len(s.items) || len(s.requests) != len(s.items) {
			t.Errorf("%d requests for %d items", sum, len(s.items))
		}
	})
}

func TestStart(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newShop(10 + rand.IntN(20))
		start := time.Now()
		s.sort(t)
		s.mu.Lock()
		defer s.mu.Unlock()
		if late := s.last.Sub(start); late > 0 {
			t.Errorf("a request began after %v", late)
		}
	})
}

func TestTime(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newShop(10 + rand.IntN(20))
		start := time.Now()
		s.sort(t)
		longest := time.Duration(0)
		for _, takes := range s.takes {
			longest = max(longest, takes)
		}
		if took := time.Since(start); took != longest {
			t.Errorf("took %v, the longest request takes %v", took, longest)
		}
	})
}
