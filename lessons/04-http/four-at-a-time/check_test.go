package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestAll(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newSite(20 + rand.IntN(10))
		pages := fetchAll(s.urls, randomLimit(), s.get)
		s.compare(t, pages)
	})
}

func TestPeak(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, limit := newSite(30), randomLimit()
		fetchAll(s.urls, limit, s.get)
		switch {
		case s.peak > limit:
			t.Errorf("%d at once, at most %d", s.peak, limit)
		case s.peak < limit:
			t.Errorf("never more than %d at once, %d are allowed", s.peak, limit)
		}
	})
}

// TestTime has a slow page among as many as there are slots. While the slow ones
// are under way, the other slots have time for all the rest.
func TestTime(t *testing.T) {
	bubble(t, func(t *testing.T) {
		limit := randomLimit()
		s := newSite(6 * limit)
		for slow := rand.IntN(limit); slow < len(s.pages); slow += limit {
			s.pages[slow].delay = time.Hour
		}
		// No slot is free in vain until the last page has been asked for.
		var sum time.Duration
		for _, p := range s.pages {
			sum += p.delay
		}
		most := (sum-time.Hour)/time.Duration(limit) + time.Hour

		start := time.Now()
		fetchAll(s.urls, limit, s.get)
		if took := time.Since(start); took > most {
			t.Errorf("took %v, at most %v if no slot stays free",
				took.Round(time.Minute), most.Round(time.Minute))
		}
	})
}

func TestAhead(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, limit := newSite(50), randomLimit()
		fetchAll(s.urls, limit, s.get)
		if s.waiting > limit {
			t.Errorf("an address taken while %d others waited, at most %d", s.waiting, limit)
		}
	})
}

func TestErrors(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newSite(50)
		for _, i := range rand.Perm(50)[:30] {
			s.pages[i].err = errors.New("no such page")
		}
		pages := fetchAll(s.urls, randomLimit(), s.get)
		s.compare(t, pages)
	})
}

// randomLimit is not 4, so that a number in the source is found out.
func randomLimit() int { return 5 + rand.IntN(4) }

// A site has pages, and notes how they are asked for.
type site struct {
	pages []page

	mu      sync.Mutex
	taken   int // addresses
	ended   int // requests
	under   int // way, now
	peak    int // the most under way at a time
	waiting int // the most addresses without their page when another was taken
}

type page struct {
	url, text string
	delay     time.Duration
	err       error
	asked     int
}

func newSite(n int) *site {
	s := &site{}
	for i := range n {
		s.pages = append(s.pages, page{
			url:   fmt.Sprintf("/%d-%x", i, rand.Uint32()),
			text:  fmt.Sprintf("%x", rand.Uint64()),
			delay: time.Minute + rand.N(time.Minute),
		})
	}
	return s
}

// urls yields the addresses.
func (s *site) urls(yield func(string) bool) {
	for _, p := range s.pages {
		s.mu.Lock()
		s.waiting = max(s.waiting, s.taken-s.ended)
		s.taken++
		s.mu.Unlock()
		if !yield(p.url) {
			return
		}
	}
}

func (s *site) get(url string) (string, error) {
	p := s.begin(url)
	if p == nil {
		return "", fmt.Errorf("no page %q", url)
	}
	time.Sleep(p.delay)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.under--
	s.ended++
	if p.err != nil {
		return "", p.err
	}
	return p.text, nil
}

// begin returns the page that has the address, or nil.
func (s *site) begin(url string) *page {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.pages {
		if p := &s.pages[i]; p.url == url {
			p.asked++
			s.under++
			s.peak = max(s.peak, s.under)
			return p
		}
	}
	return nil
}

// compare fails the test unless each page was asked for once and got has the texts.
func (s *site) compare(t *testing.T, got map[string]string) {
	want := 0
	for _, p := range s.pages {
		if p.asked != 1 {
			t.Fatalf("a page was asked for %d times, once is right", p.asked)
		}
		text, ok := got[p.url]
		switch {
		case p.err != nil && ok:
			t.Fatal("a page that failed is among the results")
		case p.err == nil && !ok:
			t.Fatal("a page is missing from the results")
		case text != p.text && ok:
			t.Fatal("a page has a text that is not its own")
		case ok:
			want++
		}
	}
	if len(got) != want {
		t.Fatalf("%d results for %d pages", len(got), want)
	}
}

// bubble runs f by a clock that jumps whenever all of f's goroutines wait for it.
// What panics, or waits for ever, fails this check and leaves the others alone.
func bubble(t *testing.T, f func(t *testing.T)) {
	defer func() {
		if recover() != nil {
			t.Error("goroutines are left that wait for ever")
		}
	}()
	synctest.Test(t, func(t *testing.T) {
		defer func() {
			if e := recover(); e != nil {
				t.Errorf("panic: %v", e)
			}
		}()
		f(t)
	})
}
