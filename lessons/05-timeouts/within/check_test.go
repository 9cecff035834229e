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

// TestResult has a function that ends in time, one that fails in time, and one that has
// finished when it is told to stop, or nearly so.
func TestResult(t *testing.T) {
	for _, p := range []*probe{
		{takes: minutes(1, 59)},
		{takes: minutes(1, 59), err: randomError()},
		{takes: never, cleanup: minutes(1, 59)},
	} {
		p.text = fmt.Sprintf("%x", rand.Uint64())
		bubble(t, func(t *testing.T) {
			text, err, at := p.within(context.Background(), time.Hour)
			switch {
			case p.calls != 1:
				t.Errorf("f called %d times, once is right", p.calls)
			case !errors.Is(err, p.err):
				t.Errorf("the error is %v, f returned %v", err, p.err)
			case p.err == nil && text != p.text:
				t.Errorf("the text is %q, f returned %q", text, p.text)
			case at != p.ended:
				t.Errorf("returned after %v, f ended after %v", at, p.ended)
			}
		})
		if t.Failed() {
			return
		}
	}
}

func TestStop(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := &probe{takes: never, cleanup: minutes(1, 59), err: randomError()}
		d := time.Hour + minutes(1, 59)
		_, _, at := p.within(context.Background(), d)
		switch {
		case p.told == 0:
			t.Errorf("f is not told to stop within %v", never)
		case p.told != d:
			t.Errorf("f told to stop after %v, the limit is %v", p.told, d)
		case at != p.ended:
			t.Errorf("returned after %v, f ended after %v", at, p.ended)
		}
	})
}

func TestErrors(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := &probe{takes: never, cleanup: minutes(1, 59), err: randomError()}
		_, err, _ := p.within(context.Background(), minutes(1, 59))
		switch {
		case err == nil:
			t.Error("no error, though time was up")
		case !errors.Is(err, context.DeadlineExceeded):
			t.Errorf("no DeadlineExceeded in the error %q", err)
		case !errors.Is(err, p.err):
			t.Errorf("f returned %q, which is not in the error %q", p.err, err)
		}
	})
}

func TestParent(t *testing.T) {
	bubble(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		c := minutes(1, 59)
		time.AfterFunc(c, cancel)
		p := &probe{takes: never, cleanup: minutes(1, 59), err: randomError()}
		_, err, _ := p.within(ctx, 2*time.Hour)
		switch {
		case p.told != c:
			t.Errorf("f told to stop after %v, ctx is cancelled after %v", p.told, c)
		case !errors.Is(err, context.Canceled):
			t.Errorf("no Canceled in the error %v", err)
		case errors.Is(err, context.DeadlineExceeded):
			t.Error("DeadlineExceeded, though ctx was cancelled before")
		}
	})
}

func TestRelease(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := &probe{takes: time.Minute}
		p.after = func() {
			if p.ctx.Err() == nil {
				t.Error("f's context and its timer live on after within has returned")
			}
		}
		p.within(context.Background(), time.Hour)
	})
}

// never is longer than anything here has to wait.
const never = 24 * time.Hour

func minutes(from, to int) time.Duration {
	return time.Duration(from+rand.IntN(to-from+1)) * time.Minute
}

func randomError() error { return fmt.Errorf("failure %x", rand.Uint32()) }

// A probe is a function for within, and what becomes of it.
type probe struct {
	takes   time.Duration // if it is not told to stop
	cleanup time.Duration // if it is
	text    string
	err     error
	after   func() // called when within has returned

	begin       time.Time
	ctx         context.Context
	calls       int
	told, ended time.Duration // since begin
}

func (p *probe) run(ctx context.Context) (string, error) {
	p.calls++
	p.ctx = ctx
	select {
	case <-time.After(p.takes):
	case <-ctx.Done():
		p.told = time.Since(p.begin)
		time.Sleep(p.cleanup)
	}
	p.ended = time.Since(p.begin)
	return p.text, p.err
}

// within calls within, and waits until p has ended as well.
func (p *probe) within(ctx context.Context, d time.Duration) (
	text string, err error, at time.Duration,
) {
	p.begin = time.Now()
	text, err = within(ctx, d, p.run)
	at = time.Since(p.begin)
	if p.after != nil {
		p.after()
	}
	time.Sleep(never)
	synctest.Wait()
	return text, err, at
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
