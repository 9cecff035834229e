package main

import (
	"fmt"
	"math/rand/v2"
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
	case <-time.After(10 * 365 * 24 * time.Hour):
		t.Fatal("did not return within ten years")
	}
}

// A web is a site to crawl, and counts the visits.
type web struct {
	first string
	limit int
	links map[string][]string
	takes map[string]time.Duration
	want  map[string]int

	mu         sync.Mutex
	visits     map[string]int
	open, most int
}

// newWeb has one page, which takes an hour.
func newWeb() *web {
	w := &web{
		limit:  2 + rand.IntN(4),
		links:  make(map[string][]string),
		takes:  make(map[string]time.Duration),
		want:   make(map[string]int),
		visits: make(map[string]int),
	}
	w.first = w.add("first", 0, time.Hour)
	return w
}

// add makes a page, which is some clicks away, with links to it from other pages.
// The page links back to the first and to those.
func (w *web) add(name string, clicks int, takes time.Duration, from ...string) string {
	page := fmt.Sprintf("/%s-%x", name, rand.Uint32())
	w.want[page] = clicks
	w.takes[page] = takes
	for _, other := range from {
		w.links[other] = append(w.links[other], page)
		w.links[page] = append(w.links[page], other)
	}
	if w.first != "" {
		w.links[page] = append(w.links[page], w.first)
	}
	return page
}

// bigWeb has more hubs than may be visited at once, all with many links. To one page,
// which takes longer than all the rest, they all have a link.
func bigWeb() *web {
	w := newWeb()
	var hubs []string
	for range 2 * w.limit {
		hubs = append(hubs, w.add("hub", 1, time.Hour+rand.N(time.Hour), w.first))
	}
	w.add("shared", 2, 10_000*time.Hour, hubs...)
	for _, hub := range hubs {
		for range 150 + rand.IntN(50) {
			w.add("leaf", 2, time.Hour+rand.N(time.Hour), hub)
		}
	}
	return w
}

// visit is the function that crawl gets.
func (w *web) visit(page string) []string {
	w.mu.Lock()
	w.visits[page]++
	w.open++
	w.most = max(w.most, w.open)
	w.mu.Unlock()
	time.Sleep(w.takes[page])
	w.mu.Lock()
	w.open--
	w.mu.Unlock()
	return w.links[page]
}

// crawl has the web crawled.
func (w *web) crawl(t *testing.T) (clicks map[string]int) {
	t.Helper()
	call(t, func() { clicks = crawl(w.first, w.limit, w.visit) })
	return clicks
}

func TestPages(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := bigWeb()
		clicks := w.crawl(t)
		w.mu.Lock()
		defer w.mu.Unlock()
		sum := 0
		for _, n := range w.visits {
			sum += n
		}
		if sum != len(w.want) || len(w.visits) != len(w.want) {
			t.Fatalf("%d visits to %d pages, the site has %d", sum, len(w.visits), len(w.want))
		}
		if len(clicks) != len(w.want) {
			t.Errorf("%d pages in the result, the site has %d", len(clicks), len(w.want))
		}
	})
}

func TestPeak(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := bigWeb()
		w.crawl(t)
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.most > w.limit {
			t.Errorf("%d at once, at most %d", w.most, w.limit)
		} else if w.most < w.limit {
			t.Errorf("%d at once, %d are allowed", w.most, w.limit)
		}
	})
}

func TestTime(t *testing.T) {
	bubble(t, func(t *testing.T) {
		// A chain of pages beside a page as slow as the whole chain.
		w := newWeb()
		n := 3 + rand.IntN(5)
		w.add("slow", 1, time.Duration(n)*time.Hour, w.first)
		page := w.first
		for i := range n {
			page = w.add("chain", 1+i, time.Hour, page)
		}
		start := time.Now()
		w.crawl(t)
		want := time.Duration(1+n) * time.Hour
		if took := time.Since(start); took != want {
			t.Errorf("took %v, possible is %v", took, want)
		}
	})
}

func TestClicks(t *testing.T) {
	bubble(t, func(t *testing.T) {
		// The short way to the goal is slow, and the long way is fast.
		w := newWeb()
		n := 3 + rand.IntN(3)
		slow := w.add("slow", 1, 100*time.Hour, w.first)
		page := w.first
		for i := range n {
			page = w.add("chain", 1+i, time.Hour, page)
		}
		goal := w.add("goal", 2, time.Hour, slow, page)
		// The goal links back to the end of the chain.
		w.want[page] = min(n, 3)
		beyond := w.add("beyond", 3, time.Hour, goal)
		w.add("last", 4, time.Hour, beyond)
		clicks := w.crawl(t)
		for page, want := range w.want {
			if got, ok := clicks[page]; !ok || got != want {
				t.Fatalf("%d clicks to %s, %d by the shortest way", got, page, want)
			}
		}
	})
}

func TestLeft(t *testing.T) {
	if bubble(t, func(t *testing.T) { bigWeb().crawl(t) }) && !t.Failed() {
		t.Error("goroutines are left after the return")
	}
}
