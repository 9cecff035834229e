package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"
)

// TestOnce has work that ends with a result, with an error, and with a panic.
func TestOnce(t *testing.T) {
	for _, how := range []string{"a result", "an error", "a panic"} {
		bubble(t, func(t *testing.T) {
			p := newProbe()
			switch how {
			case "an error":
				p.workErr = randomError("work")
			case "a panic":
				p.panics = fmt.Sprintf("bug %x", rand.Uint32())
			}
			p.using(context.Background())
			switch {
			case p.released != 1:
				t.Errorf("work ended with %s: released %d times, once is right", how, p.released)
			case p.began < p.worked:
				t.Errorf("released after %v, work ended after %v", p.began, p.worked)
			case p.at != p.ended:
				t.Errorf("returned after %v, release ended after %v", p.at, p.ended)
			case p.panics != p.caught:
				t.Errorf("work panicked with %v, using with %v", p.panics, p.caught)
			}
		})
		if t.Failed() {
			return
		}
	}
}

func TestAlive(t *testing.T) {
	bubble(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		p := newProbe()
		time.AfterFunc(p.work/2, cancel)
		p.using(ctx)
		if p.dead != nil {
			t.Errorf("the context of release was done before it began: %v", p.dead)
		}
	})
}

func TestSecond(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newProbe()
		p.release = never
		p.using(context.Background())
		switch told := p.told - p.began; {
		case p.told == 0:
			t.Errorf("release, which hangs, is not told to stop within %v", never)
		case told != time.Second:
			t.Errorf("release, which hangs, is told to stop after %v, not 1s", told)
		case p.at != p.ended:
			t.Errorf("returned after %v, release ended after %v", p.at, p.ended)
		}
	})
}

func TestValues(t *testing.T) {
	bubble(t, func(t *testing.T) {
		token := fmt.Sprintf("%x", rand.Uint64())
		p := newProbe()
		p.using(context.WithValue(context.Background(), tokenKey{}, token))
		if p.value != token {
			t.Errorf("release finds the value %v, ctx has %v", p.value, token)
		}
	})
}

// TestErrors has all four cases of two errors that may be.
func TestErrors(t *testing.T) {
	for i := range 4 {
		bubble(t, func(t *testing.T) {
			p := newProbe()
			if i&1 != 0 {
				p.workErr = randomError("work")
			}
			if i&2 != 0 {
				p.releaseErr = randomError("release")
			}
			err := p.using(context.Background())
			for _, want := range []error{p.workErr, p.releaseErr} {
				if want != nil && !errors.Is(err, want) {
					t.Fatalf("%q is not in the error: %v", want, err)
				}
			}
			if err != nil && i == 0 {
				t.Fatalf("the error is %q, nothing failed", err)
			}
		})
		if t.Failed() {
			return
		}
	}
}

// never is longer than anything here has to wait.
const never = 24 * time.Hour

type tokenKey struct{}

func randomError(what string) error { return fmt.Errorf("%s failed: %x", what, rand.Uint32()) }

// A probe is what using does, and what becomes of it.
type probe struct {
	work, release       time.Duration // how long each takes
	workErr, releaseErr error
	panics              any // in work

	begin       time.Time
	worked      time.Duration // since begin, as the others
	began, told time.Duration // of release
	ended, at   time.Duration // of release, and of using
	released    int
	dead        error // of release's context, at its beginning
	value       any   // of the key, in release's context
	caught      any
}

func newProbe() *probe {
	return &probe{
		work:    time.Duration(2+rand.IntN(58)) * time.Minute,
		release: time.Duration(1+rand.IntN(900)) * time.Millisecond,
	}
}

// using calls using, and waits until release has ended as well.
func (p *probe) using(ctx context.Context) (err error) {
	p.begin = time.Now()
	func() {
		defer func() { p.caught = recover() }()
		err = using(ctx, p.doWork, p.doRelease)
	}()
	p.at = time.Since(p.begin)
	time.Sleep(2 * never)
	synctest.Wait()
	return err
}

func (p *probe) doWork(context.Context) error {
	time.Sleep(p.work)
	p.worked = time.Since(p.begin)
	if p.panics != nil {
		panic(p.panics)
	}
	return p.workErr
}

func (p *probe) doRelease(ctx context.Context) error {
	p.released++
	p.began = time.Since(p.begin)
	p.dead = ctx.Err()
	p.value = ctx.Value(tokenKey{})
	select {
	case <-time.After(p.release):
	case <-ctx.Done():
		p.told = time.Since(p.begin)
		// It takes a while to stop.
		time.Sleep(time.Second)
	}
	p.ended = time.Since(p.begin)
	return p.releaseErr
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
