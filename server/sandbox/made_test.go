package sandbox

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestMade makes a value that fails at first: no sooner than after the pause, and then never again.
func TestMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		full, attempts, takes := errors.New("no space left"), 0, time.Duration(0)
		m := NewMade(time.Second, func() (string, error) {
			attempts++
			time.Sleep(takes)
			if attempts < 4 {
				return "", full
			}
			return "made", nil
		})
		want := func(n int, value string, err error) {
			t.Helper()
			got, gotErr := m.Get(t.Context())
			if got != value || gotErr != err || attempts != n || m.Err() != err {
				t.Errorf("got %q, %v after %d attempts, want %q, %v after %d", got, gotErr, attempts, value, err, n)
			}
		}
		want(1, "", full)
		want(1, "", full)
		time.Sleep(time.Second)
		takes = time.Minute
		want(2, "", full)
		time.Sleep(time.Minute - 1)
		want(2, "", full)
		time.Sleep(1)
		want(3, "", full)
		time.Sleep(time.Minute)
		want(4, "made", nil)
		want(4, "made", nil)
		m.Forget("another")
		want(4, "made", nil)
		m.Forget("made")
		want(5, "made", nil)
	})
}

// TestMadeTogether has callers wait for the one who makes the value, and one of them give up.
func TestMadeTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		attempts := 0
		m := NewMade(time.Second, func() (int, error) {
			attempts++
			time.Sleep(time.Minute)
			return 7, nil
		})
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				if n, err := m.Get(t.Context()); n != 7 || err != nil {
					t.Errorf("got %d, %v", n, err)
				}
			})
		}
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := m.Get(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("who gives up gets %v", err)
		}
		all.Wait()
		if attempts != 1 {
			t.Errorf("it was made %d times", attempts)
		}
	})
}
