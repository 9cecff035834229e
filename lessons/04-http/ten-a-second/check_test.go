package main

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestAll(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newSite(20 + rand.IntN(10))
		pages := fetchAll(t.Context(), s.urls(0), s.gap, s.get)
		for _, p := range s.pages {
			switch {
			case len(p.asked) != 1:
				t.Fatalf("a page was asked for %d times, once is right", len(p.asked))
			case pages[p.url] != p.text:
				t.Fatalf("the text of a page is %q, not %q", pages[p.url], p.text)
			}
		}
		if len(pages) != len(s.pages) {
			t.Errorf("%d results for %d pages", len(pages), len(s.pages))
		}
	})
}

func TestGap(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newSite(30)
		fetchAll(t.Context(), s.urls(0), s.gap, s.get)
		s.apart(t)
	})
}

// TestIdle has no addresses for a while, and that is no reason to hurry afterwards.
func TestIdle(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newSite(30)
		idle := time.Duration(5+rand.IntN(5))*s.gap + s.gap/4 + rand.N(s.gap/2)
		fetchAll(t.Context(), s.urls(idle), s.gap, s.get)
		s.apart(t)
	})
}

// TestTime has responses that take longer than ten requests.
func TestTime(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newSite(30)
		for i := range s.pages {
			s.pages[i].delay += 15 * s.gap
		}
		start := time.Now()
		fetchAll(t.Context(), s.urls(0), s.gap, s.get)
		took := time.Since(start)
		if len(s.starts) < len(s.pages) {
			t.Fatalf("%d requests for %d pages", len(s.starts), len(s.pages))
		}
		for i, at := range s.starts {
			if late := at.Sub(start) - time.Duration(i)*s.gap; late > 0 {
				t.Fatalf("request %d went out %v late", i+1, late.Round(time.Millisecond))
			}
		}
		// Who sleeps after the last request too, is forgiven.
		if late := took - s.end.Sub(start); late > s.gap {
			t.Errorf("returned %v after the last response", late.Round(time.Millisecond))
		}
	})
}

// TestStop stops between two requests, while others are under way.
func TestStop(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newSite(30)
		for i := range s.pages {
			s.pages[i].delay = 3*s.gap/2 + time.Duration(i%5)*s.gap
		}
		ctx, cancel := context.WithCancel(t.Context())
		at := 10*s.gap + s.gap/4 + rand.N(s.gap/5)
		time.AfterFunc(at, cancel)
		start := time.Now()
		pages := fetchAll(ctx, s.urls(0), s.gap, s.get)

		after, want := 0, 0
		for i, p := range s.starts {
			if p.Sub(start) >= at {
				after++
			} else if p.Sub(start)+s.pages[i].delay < at {
				want++
			}
		}
		switch late := time.Since(start) - at; {
		case late > 0:
			t.Errorf("returned %v after the stop", late.Round(time.Millisecond))
		case late < 0:
			t.Errorf("returned %v before the stop", -late.Round(time.Millisecond))
		case after > 0:
			t.Errorf("requests after the stop: %d, right is none", after)
		case len(pages) != want:
			t.Errorf("%d pages returned, %d had come", len(pages), want)
		}
	})
}

// A site has pages, and notes how they are asked for.
type site struct {
	pages []page
	gap   time.Duration

	mu     sync.Mutex
	starts []time.Time // of requests
	end    time.Time   // of the last response
}

type page struct {
	url, text string
	delay     time.Duration
	asked     []time.Time
}

// newSite has a gap that is not 100 ms, so that a number in the source is found out.
func newSite(n int) *site {
	s := &site{gap: 110*time.Millisecond + rand.N(90*time.Millisecond)}
	for i := range n {
		s.pages = append(s.pages, page{
			url:   fmt.Sprintf("/%d-%x", i, rand.Uint32()),
			text:  fmt.Sprintf("%x", rand.Uint64()),
			delay: rand.N(2 * s.gap),
		})
	}
	return s
}

// urls returns the addresses. The second half comes that long after the first was taken.
func (s *site) urls(idle time.Duration) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i, p := range s.pages {
			if i == len(s.pages)/2 {
				time.Sleep(idle)
			}
			if !yield(p.url) {
				return
			}
		}
	}
}

func (s *site) get(ctx context.Context, url string) (string, error) {
	p := s.begin(url)
	if p == nil {
		return "", fmt.Errorf("no page %q", url)
	}
	select {
	case <-time.After(p.delay):
	case <-ctx.Done():
		return "", ctx.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end = time.Now()
	return p.text, nil
}

// begin returns the page that has the address, or nil.
func (s *site) begin(url string) *page {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.pages {
		if p := &s.pages[i]; p.url == url {
			p.asked = append(p.asked, time.Now())
			s.starts = append(s.starts, time.Now())
			return p
		}
	}
	return nil
}

// apart fails the test unless all pages were asked for, with a gap between any two requests.
func (s *site) apart(t *testing.T) {
	if len(s.starts) < len(s.pages) {
		t.Fatalf("%d requests for %d pages", len(s.starts), len(s.pages))
	}
	for i := range s.starts[1:] {
		if apart := s.starts[i+1].Sub(s.starts[i]); apart < s.gap {
			ms := time.Millisecond
			t.Fatalf("two requests %v apart, at least %v", apart.Round(ms), s.gap.Round(ms))
		}
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
