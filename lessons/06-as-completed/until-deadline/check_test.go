package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestOrder(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRace(6)
		ended := r.loop(context.Background(), never, -1)
		r.compare(t, 6)
		if last := r.order[5].delay; ended != last {
			t.Errorf("the loop ended after %v, the last function after %v", ended, last)
		}
	})
}

// TestDeadline has less than the limit between one end and the next, and more in all.
func TestDeadline(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRace(6)
		d := r.order[3].delay + 5*time.Minute
		ended := r.loop(context.Background(), d, -1)
		if ended != d {
			t.Fatalf("the loop ended after %v, the limit is %v", ended, d)
		}
		r.compare(t, 4)
		r.compareTold(t, 4, d)
	})
	if t.Failed() {
		return
	}
	bubble(t, func(t *testing.T) {
		r := newRace(4)
		ctx, cancel := context.WithCancel(context.Background())
		c := r.order[1].delay + 5*time.Minute
		time.AfterFunc(c, cancel)
		if ended := r.loop(ctx, never, -1); ended != c {
			t.Errorf("the loop ended after %v, ctx was cancelled after %v", ended, c)
		}
	})
}

func TestBreak(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRace(5)
		at := r.order[1].delay
		ended := r.loop(context.Background(), never, 2)
		if ended != at {
			t.Fatalf("the loop ended after %v, break came after %v", ended, at)
		}
		r.compare(t, 2)
		r.compareTold(t, 2, at)
	})
}

func TestLeft(t *testing.T) {
	broken := bubble(t, func(t *testing.T) {
		newRace(5).loop(context.Background(), never, 2)
	})
	late := bubble(t, func(t *testing.T) {
		r := newRace(5)
		r.loop(context.Background(), r.order[1].delay+5*time.Minute, -1)
	})
	switch {
	case broken:
		t.Error("after break goroutines are left that wait forever")
	case late:
		t.Error("after the deadline goroutines are left that wait forever")
	}
}

// never is longer than anything here has to wait.
const never = 48 * time.Hour

// A race is of functions.
type race struct {
	order []*function // of ending
	fns   []fetch

	begin time.Time
	mu    sync.Mutex
	got   []received
}

type function struct {
	index int // in fns
	delay time.Duration
	text  string

	called int
	told   time.Duration
}

// A received is what one turn of a loop received.
type received struct {
	index int
	text  string
	at    time.Duration
}

// newRace makes n functions, which end 10 to 59 minutes apart, the last one first in fns.
func newRace(n int) *race {
	r := &race{fns: make([]fetch, n)}
	delay := time.Duration(0)
	indices := rand.Perm(n - 1)
	for i := range n {
		delay += time.Duration(10+rand.IntN(50)) * time.Minute
		f := &function{delay: delay, text: fmt.Sprintf("%x", rand.Uint64())}
		if i < n-1 {
			f.index = 1 + indices[i]
		}
		r.order = append(r.order, f)
		r.fns[f.index] = func(ctx context.Context) string { return r.run(ctx, f) }
	}
	return r
}

func (r *race) run(ctx context.Context, f *function) string {
	r.mu.Lock()
	f.called++
	r.mu.Unlock()
	select {
	case <-time.After(f.delay - time.Since(r.begin)):
		return f.text
	case <-ctx.Done():
		r.mu.Lock()
		f.told = time.Since(r.begin)
		r.mu.Unlock()
		// It takes a while to stop.
		time.Sleep(3 * time.Hour)
		return ""
	}
}

// loop loops over results, until it has received enough, and waits until all functions
// have ended. It returns when the loop was over.
func (r *race) loop(ctx context.Context, d time.Duration, enough int) time.Duration {
	r.begin = time.Now()
	for index, text := range results(ctx, d, r.fns) {
		r.got = append(r.got, received{index, text, time.Since(r.begin)})
		if len(r.got) == enough {
			break
		}
	}
	ended := time.Since(r.begin)
	time.Sleep(2 * never)
	synctest.Wait()
	return ended
}

// compare fails the test unless the first n functions to end are what the loop received.
func (r *race) compare(t *testing.T, n int) {
	for _, f := range r.order {
		if f.called != 1 {
			t.Fatalf("a function called %d times, once is right", f.called)
		}
	}
	for i, got := range r.got {
		switch want := r.order[i]; {
		case got.index != want.index:
			t.Fatalf("result %d has the index %d, it should be %d", i+1, got.index, want.index)
		case got.text != want.text:
			t.Fatalf("result %d is not what the function returned", i+1)
		case got.at != want.delay:
			t.Fatalf("result %d came after %v, it was there after %v", i+1, got.at, want.delay)
		}
	}
	if len(r.got) != n {
		t.Fatalf("%d results, %d functions had ended", len(r.got), n)
	}
}

// compareTold fails the test unless all but the first n functions were told to stop then.
func (r *race) compareTold(t *testing.T, n int, at time.Duration) {
	for _, f := range r.order[n:] {
		switch {
		case f.told == 0:
			t.Fatalf("a function is not told to stop, the loop ended after %v", at)
		case f.told != at:
			t.Fatalf("a function told to stop after %v, the loop ended after %v", f.told, at)
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
