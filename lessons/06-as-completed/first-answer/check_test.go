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

// TestFirst has none that fails.
func TestFirst(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRace(5, 0)
		r.compare(t, r.first(context.Background()))
	})
}

// TestFailures has three that fail before the first success.
func TestFailures(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRace(6, 3)
		r.compare(t, r.first(context.Background()))
	})
}

func TestCancel(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRace(5, 0)
		r.first(context.Background())
		r.compareTold(t, r.order[1:], r.winner().delay, "the first success")
	})
	if t.Failed() {
		return
	}
	bubble(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		r := newRace(4, 0)
		time.AfterFunc(time.Minute, cancel)
		r.first(ctx)
		r.compareTold(t, r.order, time.Minute, "the end of ctx")
	})
}

func TestAllFail(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRace(5, 5)
		got := r.first(context.Background())
		last := r.order[4]
		if got.err == nil {
			t.Fatal("no error, though all failed")
		}
		n := 0
		for _, s := range r.order {
			if errors.Is(got.err, s.err) {
				n++
			}
		}
		switch {
		case n < 5:
			t.Errorf("%d of 5 errors are in that of first", n)
		case got.at != last.delay:
			t.Errorf("returned after %v, the last failure came after %v", got.at, last.delay)
		}
	})
}

func TestLeft(t *testing.T) {
	left := bubble(t, func(t *testing.T) {
		newRace(5, 2).first(context.Background())
	})
	if left {
		t.Error("goroutines that wait forever are left")
	}
}

// A race is of servers, in a random order of requests.
type race struct {
	order []*server // of ending
	fails int       // how many of them fail, before the others end

	mu    sync.Mutex
	begin time.Time
}

type server struct {
	delay time.Duration
	text  string
	err   error

	called int
	told   time.Duration
}

// newRace makes a race of n servers, the first of which, in the order of ending, fail.
func newRace(n, fails int) *race {
	r := &race{fails: fails}
	delay := time.Duration(0)
	for i := range n {
		delay += time.Duration(10+rand.IntN(50)) * time.Minute
		s := &server{delay: delay, text: fmt.Sprintf("%x", rand.Uint64())}
		if i < fails {
			s.err = fmt.Errorf("failure %x", rand.Uint32())
		}
		r.order = append(r.order, s)
	}
	return r
}

// winner returns the first server that does not fail.
func (r *race) winner() *server { return r.order[r.fails] }

func (r *race) ask(s *server) ask {
	return func(ctx context.Context) (string, error) {
		r.mu.Lock()
		s.called++
		r.mu.Unlock()
		select {
		case <-time.After(s.delay - time.Since(r.begin)):
			return s.text, s.err
		case <-ctx.Done():
			r.mu.Lock()
			s.told = time.Since(r.begin)
			r.mu.Unlock()
			// It takes a while to stop.
			time.Sleep(3 * time.Hour)
			return "", ctx.Err()
		}
	}
}

// A returned is what first returned, and when.
type returned struct {
	text string
	err  error
	at   time.Duration
}

// first calls first, and waits until all servers have ended. The winner is not the first
// that is asked, and neither is the last to end the last.
func (r *race) first(ctx context.Context) returned {
	var asks []ask
	for _, i := range rand.Perm(len(r.order) - 1) {
		asks = append(asks, r.ask(r.order[i]))
	}
	asks = append([]ask{r.ask(r.order[len(r.order)-1])}, asks...)
	r.begin = time.Now()
	text, err := first(ctx, asks...)
	at := time.Since(r.begin)
	time.Sleep(48 * time.Hour)
	synctest.Wait()
	return returned{text, err, at}
}

// compare fails the test unless the winner's text was returned at once.
func (r *race) compare(t *testing.T, got returned) {
	w := r.winner()
	for _, s := range r.order {
		if s.called != 1 {
			t.Fatalf("an ask called %d times, once is right", s.called)
		}
	}
	switch {
	case got.err != nil:
		t.Errorf("the error %q, though %d requests succeed", got.err, len(r.order)-r.fails)
	case got.text != w.text:
		t.Errorf("the text is not that of the first success")
	case got.at != w.delay:
		t.Errorf("returned after %v, the first success came after %v", got.at, w.delay)
	}
}

// compareTold fails the test unless all of servers were told to stop at the instant.
func (r *race) compareTold(t *testing.T, servers []*server, at time.Duration, what string) {
	for _, s := range servers {
		switch {
		case s.told == 0:
			t.Fatalf("a request is not told to stop, %s came after %v", what, at)
		case s.told != at:
			t.Fatalf("a request told to stop after %v, %s came after %v", s.told, what, at)
		}
	}
}

// bubble runs f by a clock that jumps whenever all of f's goroutines wait for it. What
// panics, or waits for ever, fails this check and leaves the others alone. It reports
// whether goroutines were left when f had ended.
func bubble(t *testing.T, f func(t *testing.T)) (left bool) {
	ended := false
	defer func() {
		left = recover() != nil
		if left && !ended {
			t.Error("never ends: all goroutines that are left wait for each other")
		}
	}()
	synctest.Test(t, func(t *testing.T) {
		defer func() {
			ended = true
			if e := recover(); e != nil {
				t.Errorf("panic: %v", e)
			}
		}()
		f(t)
	})
	return false
}
