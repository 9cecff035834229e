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

func TestSuccess(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tr := newTrip(3 + rand.IntN(5))
		err, at := tr.together(context.Background())
		switch last := tr.last(); {
		case tr.calls != len(tr.members):
			t.Errorf("%d functions called, there are %d", tr.calls, len(tr.members))
		case err != nil:
			t.Errorf("the error %q, though nothing failed", err)
		case at != last:
			t.Errorf("returned after %v, the last function ended after %v", at, last)
		}
	})
}

func TestCause(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tr := newTrip(5)
		first := tr.members[1]
		first.err = randomError()
		tr.together(context.Background())
		for _, other := range tr.members[2:] {
			switch {
			case other.told == 0:
				t.Fatalf("a function not told to stop, the failure came after %v", first.delay)
			case other.told != first.delay:
				t.Fatalf("told to stop after %v, the failure came after %v", other.told, first.delay)
			case !errors.Is(other.cause, first.err):
				t.Fatalf("the cause is %q, the failure was %q", other.cause, first.err)
			}
		}
	})
}

// TestErrors has two functions that fail while they stop, long after the first failure.
func TestErrors(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tr := newTrip(6)
		failed := []*member{tr.members[1], tr.members[2], tr.members[5]}
		for _, f := range failed {
			f.err = randomError()
			f.stopErr = f.err
		}
		err, at := tr.together(context.Background())
		n := 0
		for _, f := range failed {
			if errors.Is(err, f.err) {
				n++
			}
		}
		switch last := tr.last(); {
		case n < len(failed):
			t.Errorf("%d of %d errors returned", n, len(failed))
		case at != last:
			t.Errorf("returned after %v, the last function ended after %v", at, last)
		}
	})
}

func TestCanceled(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tr := newTrip(5)
		tr.members[1].err = randomError()
		err, at := tr.together(context.Background())
		switch last := tr.last(); {
		case !errors.Is(err, tr.members[1].err):
			t.Errorf("%q is not in the error: %v", tr.members[1].err, err)
		case errors.Is(err, context.Canceled):
			t.Errorf("functions that were only told to stop count as failures: %q", err)
		case at != last:
			t.Errorf("returned after %v, the last function ended after %v", at, last)
		}
	})
}

func TestParent(t *testing.T) {
	bubble(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		time.AfterFunc(time.Minute, cancel)
		tr := newTrip(4)
		err, _ := tr.together(ctx)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("ctx was cancelled after 1m0s, the error is %v", err)
		}
	})
}

func randomError() error { return fmt.Errorf("failure %x", rand.Uint32()) }

// A trip is of functions for together.
type trip struct {
	members []*member // in the order in which they would end

	begin time.Time
	mu    sync.Mutex
	calls int
}

type member struct {
	delay        time.Duration // if it is not told to stop
	cleanup      time.Duration // if it is
	err, stopErr error

	told, ended time.Duration
	cause       error
}

func newTrip(n int) *trip {
	tr := &trip{}
	delay := time.Duration(0)
	for range n {
		delay += time.Duration(10+rand.IntN(50)) * time.Minute
		cleanup := time.Duration(6*60+rand.IntN(600)) * time.Minute
		tr.members = append(tr.members, &member{delay: delay, cleanup: cleanup})
	}
	return tr
}

// last returns when the last function ended.
func (tr *trip) last() time.Duration {
	var last time.Duration
	for _, m := range tr.members {
		last = max(last, m.ended)
	}
	return last
}

// together calls together, and waits until all functions have ended as well.
func (tr *trip) together(ctx context.Context) (error, time.Duration) {
	var fns []func(context.Context) error
	for _, i := range rand.Perm(len(tr.members)) {
		fns = append(fns, func(ctx context.Context) error { return tr.run(ctx, tr.members[i]) })
	}
	tr.begin = time.Now()
	err := together(ctx, fns...)
	at := time.Since(tr.begin)
	time.Sleep(96 * time.Hour)
	synctest.Wait()
	return err, at
}

func (tr *trip) run(ctx context.Context, m *member) error {
	tr.mu.Lock()
	tr.calls++
	tr.mu.Unlock()
	select {
	case <-time.After(m.delay - time.Since(tr.begin)):
		m.ended = time.Since(tr.begin)
		return m.err
	case <-ctx.Done():
	}
	m.told = time.Since(tr.begin)
	m.cause = context.Cause(ctx)
	// It takes a while to stop.
	time.Sleep(m.cleanup)
	m.ended = time.Since(tr.begin)
	if m.stopErr != nil {
		return m.stopErr
	}
	return ctx.Err()
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
