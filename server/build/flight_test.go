package build

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
)

// TestFlights has several ask for the same build, and some give it up: it ends with the
// last one who waits, who waits for that.
func TestFlights(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var f flights
		begun, over := 0, 0
		finish := make(chan struct{})
		build := func(ctx context.Context) result {
			begun++
			defer func() { over++ }()
			select {
			case <-finish:
				return result{binary: []byte("built")}
			case <-ctx.Done():
				return result{err: ctx.Err()}
			}
		}
		reason := errors.New("given up")
		type ask struct {
			cancel context.CancelCauseFunc
			done   chan struct{}
			result result
			err    error
		}
		start := func() *ask {
			ctx, cancel := context.WithCancelCause(t.Context())
			a := &ask{cancel: cancel, done: make(chan struct{})}
			go func() {
				defer close(a.done)
				a.result, a.err = f.do(ctx, "key", build)
			}()
			synctest.Wait()
			return a
		}
		first, second := start(), start()
		first.cancel(reason)
		<-first.done
		if first.err != reason || begun != 1 || over != 0 {
			t.Errorf("the first has %v; %d builds have begun, %d are over", first.err, begun, over)
		}
		second.cancel(reason)
		<-second.done
		if second.err != reason || over != 1 || len(f.under) != 0 {
			t.Errorf("the last has %v; %d builds are over, %d under way", second.err, over, len(f.under))
		}
		third, fourth := start(), start()
		close(finish)
		<-third.done
		<-fourth.done
		if string(third.result.binary) != "built" || string(fourth.result.binary) != "built" || begun != 2 {
			t.Errorf("they have %q and %q; %d builds have begun", third.result.binary, fourth.result.binary, begun)
		}
	})
}
