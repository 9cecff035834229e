package main

import (
	"context"
	"errors"
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

// The waits before the three retries, and what a request takes.
var waits = []time.Duration{200 * time.Millisecond, 400 * time.Millisecond, 800 * time.Millisecond}

const takes = time.Minute

// A server replies to each page from a list, and then with 200.
type server struct {
	slots chan struct{}

	mu      sync.Mutex
	replies map[string][]reply
	// When the requests for a page began and ended.
	begun, ended map[string][]time.Time
	open, most   int
}

func newServer(slots int) *server {
	return &server{
		slots:   make(chan struct{}, slots),
		replies: make(map[string][]reply),
		begun:   make(map[string][]time.Time),
		ended:   make(map[string][]time.Time),
	}
}

// add returns the name of a page that has these replies.
func (s *server) add(replies ...reply) string {
	page := fmt.Sprintf("/page-%x", rand.Uint64())
	s.mu.Lock()
	defer s.mu.Unlock()
	s.replies[page] = replies
	return page
}

// get is the function that fetch gets.
func (s *server) get(ctx context.Context, page string) reply {
	s.mu.Lock()
	n := len(s.begun[page])
	s.begun[page] = append(s.begun[page], time.Now())
	s.open++
	s.most = max(s.most, s.open)
	s.mu.Unlock()
	select {
	case <-time.After(takes):
	case <-ctx.Done():
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open--
	s.ended[page] = append(s.ended[page], time.Now())
	if n < len(s.replies[page]) {
		return s.replies[page][n]
	}
	return reply{status: 200}
}

// An outcome is what fetch returned, and when.
type outcome struct {
	reply reply
	err   error
	at    time.Time
	fault any
}

// fetch calls fetch in a goroutine.
func (s *server) fetch(ctx context.Context, page string) <-chan outcome {
	outcomes := make(chan outcome, 1)
	go func() {
		var o outcome
		defer func() {
			o.fault = recover()
			o.at = time.Now()
			outcomes <- o
		}()
		o.reply, o.err = fetch(ctx, page, s.slots, s.get)
	}()
	return outcomes
}

// receive waits for an outcome, and fails the check if there is none.
func receive(t *testing.T, outcomes <-chan outcome) outcome {
	t.Helper()
	select {
	case o := <-outcomes:
		if o.fault != nil {
			t.Fatalf("panic: %v", o.fault)
		}
		return o
	case <-time.After(365 * 24 * time.Hour):
		t.Fatal("did not return within a year")
		return outcome{}
	}
}

// waited returns the time before the retry n of a page, and fails the check if there was none.
func (s *server) waited(t *testing.T, page string, n int) time.Duration {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.begun[page]) < n+2 {
		t.Fatalf("%d retries, at least %d expected", len(s.begun[page])-1, n+1)
	}
	return s.begun[page][n+1].Sub(s.ended[page][n])
}

// always is a list of replies that goes on for longer than anybody should ask.
func always(status int) []reply {
	list := make([]reply, 12)
	for i := range list {
		list[i].status = status
	}
	return list
}

// round keeps the milliseconds.
func round(d time.Duration) time.Duration { return d.Round(time.Millisecond) }

func TestTries(t *testing.T) {
	bubble(t, func(t *testing.T) {
		fault := 500 + rand.IntN(100)
		for _, c := range []struct {
			replies []reply
			status  int
			tries   int
		}{
			{always(fault), fault, 4},
			{[]reply{{200, 0}}, 200, 1},
			{[]reply{{fault, 0}, {fault, 0}, {201, 0}}, 201, 3},
			{[]reply{{fault, 0}, {404, 0}}, 404, 2},
			{always(404), 404, 1},
		} {
			s := newServer(1)
			page := s.add(c.replies...)
			o := receive(t, s.fetch(t.Context(), page))
			if tries := len(s.begun[page]); tries != c.tries {
				t.Fatalf("%d requests where %d are due, the first reply was %d",
					tries, c.tries, c.replies[0].status)
			}
			if o.reply.status != c.status || o.err != nil {
				t.Fatalf("returned %d, %v; the last reply was %d", o.reply.status, o.err, c.status)
			}
		}
	})
}

func TestWaits(t *testing.T) {
	bubble(t, func(t *testing.T) {
		const n = 20
		s := newServer(n)
		var pages []string
		var all []<-chan outcome
		for range n {
			page := s.add(reply{status: 500}, reply{status: 502}, reply{status: 503})
			pages = append(pages, page)
			all = append(all, s.fetch(t.Context(), page))
		}
		for _, outcomes := range all {
			receive(t, outcomes)
		}
		for i, most := range waits {
			different := make(map[time.Duration]bool)
			for _, page := range pages {
				waited := s.waited(t, page, i)
				if waited < most/2 || waited > most {
					t.Fatalf("waited %v before retry %d, want %v to %v", round(waited), i, most/2, most)
				}
				different[waited] = true
			}
			if len(different) < 3 {
				t.Fatalf("%d pages, different waits before retry %d: %d", n, i, len(different))
			}
		}
	})
}

func TestRetryAfter(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newServer(1)
		var replies []reply
		for range waits {
			replies = append(replies, reply{503, 10*time.Second + rand.N(time.Minute).Round(time.Second)})
		}
		page := s.add(replies...)
		receive(t, s.fetch(t.Context(), page))
		for i, r := range replies {
			waited := s.waited(t, page, i)
			if waited < r.retryAfter {
				t.Fatalf("waited %v, the server wants %v", round(waited), r.retryAfter)
			}
			if more := waited - r.retryAfter; more > waits[i] {
				t.Fatalf("waited %v longer than the server wants", round(more))
			}
		}
	})
}

func TestSlot(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newServer(1)
		failing := s.add(reply{status: 503}, reply{status: 503})
		first := s.fetch(t.Context(), failing)
		time.Sleep(takes / 2)
		next := s.add(reply{status: 200})
		second := s.fetch(t.Context(), next)
		receive(t, first)
		receive(t, second)
		if s.most > 1 {
			t.Fatalf("%d at once, 1 slot", s.most)
		}
		if late := s.begun[next][0].Sub(s.ended[failing][0]); late > 0 {
			t.Fatalf("the slot was held for %v after the reply", round(late))
		}
		if held := len(s.slots); held > 0 {
			t.Errorf("%d slots are held after the return", held)
		}
	})
}

func TestCancel(t *testing.T) {
	bubble(t, func(t *testing.T) {
		for _, c := range []struct {
			what string
			// How many pages are before it, and when ctx ends.
			before int
			after  time.Duration
		}{
			// The first wait is 0.1 s at least, and ends before another reply.
			{"while it waited to retry", 0, takes + 50*time.Millisecond},
			{"while it waited for a slot", 1, takes / 2},
		} {
			s := newServer(1)
			for range c.before {
				s.fetch(t.Context(), s.add())
				synctest.Wait()
			}
			ctx, cancel := context.WithTimeout(t.Context(), c.after)
			defer cancel()
			start := time.Now()
			page := s.add(always(503)...)
			o := receive(t, s.fetch(ctx, page))
			if late := o.at.Sub(start) - c.after; late != 0 {
				t.Fatalf("cancelled %s, returned %v later", c.what, round(late))
			}
			if !errors.Is(o.err, context.DeadlineExceeded) {
				t.Fatalf("cancelled %s, error %v", c.what, o.err)
			}
			// Until the page before it is there.
			time.Sleep(time.Hour)
		}
	})
}
