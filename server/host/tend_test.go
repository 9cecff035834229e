package host

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestTend has a chore fail for a while: it is done again, less and less often, logged once, and known as a problem
// until it succeeds.
func TestTend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		h := &Host{config: Config{Cache: t.TempDir(), Log: slog.New(slog.NewTextHandler(&log, nil))}}
		begun := time.Now()
		var mu sync.Mutex // guards what follows
		var times []time.Duration
		full := true
		done := func() []time.Duration {
			mu.Lock()
			defer mu.Unlock()
			return slices.Clone(times)
		}
		h.tended = []*chore{{
			do: func(context.Context) error {
				mu.Lock()
				defer mu.Unlock()
				times = append(times, time.Since(begun))
				if full {
					return fmt.Errorf("mkdir build-%d: no space left", len(times))
				}
				return nil
			},
			works: func() { h.config.Log.Info("works") },
			fails: func(err error) { h.config.Log.Warn("fails", "err", err) },
			grave: func(err error) string { return "nothing is built: " + err.Error() },
		}}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			h.Warm(ctx)
		}()
		time.Sleep(16 * time.Second)
		synctest.Wait()
		if want := "[0s 1s 3s 7s 15s]"; fmt.Sprint(done()) != want {
			t.Errorf("it is done after %v, want %s", done(), want)
		}
		if got := h.Problems(); !strings.Contains(strings.Join(got, "\n"), "nothing is built: mkdir build-5: no space left") {
			t.Errorf("the problems are %q", got)
		}
		mu.Lock()
		full = false
		mu.Unlock()
		time.Sleep(15 * time.Second)
		synctest.Wait()
		if got := h.Problems(); strings.Contains(strings.Join(got, "\n"), "nothing is built") {
			t.Errorf("the problems are %q still", got)
		}
		h.tending.Lock()
		logged := log.String()
		h.tending.Unlock()
		if fails, works := strings.Count(logged, "msg=fails"), strings.Count(logged, "msg=works"); fails != 1 || works != 1 {
			t.Errorf("logged is %s", logged)
		}
		before := len(done())
		time.Sleep(maxChoreWait)
		synctest.Wait()
		if len(done()) != before+1 {
			t.Errorf("once it has succeeded it is done %d times a minute", len(done())-before)
		}
		cancel()
		<-ended
	})
}

// TestCostlyChore has a chore that takes long before it fails: most of the time nothing is done.
func TestCostlyChore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &Host{config: Config{Log: slog.New(slog.DiscardHandler)}}
		times := 0
		h.tended = []*chore{{
			do: func(context.Context) error {
				times++
				time.Sleep(time.Minute)
				return errors.New("no")
			},
			fails: func(error) {},
		}}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		h.Warm(ctx)
		if times > 6 {
			t.Errorf("within an hour it is done %d times", times)
		}
	})
}
