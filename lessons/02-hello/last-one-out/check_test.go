package main

import (
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestServe(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := newWork()
		w.serve(t, false)
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.begun < w.until {
			t.Errorf("jobs begun before the stop: %d, there was time for %d", w.begun, w.until)
		}
		if w.peak > 1 {
			t.Errorf("%d jobs under way at once, one after the other is right", w.peak)
		}
	})
}

func TestFinish(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := newWork()
		w.serve(t, false)
		w.mu.Lock()
		defer w.mu.Unlock()
		switch late := w.returned.Sub(w.ended); {
		case late < 0:
			t.Errorf("returned %v before the job under way had ended", -late.Round(time.Millisecond))
		case late > 0:
			t.Errorf("returned %v after the last job had ended", late.Round(time.Millisecond))
		}
	})
}

func TestCleanup(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := newWork()
		w.serve(t, false)
		w.mu.Lock()
		defer w.mu.Unlock()
		switch {
		case w.cleanups != 1:
			t.Errorf("cleanup is called %d times, once is right", w.cleanups)
		case w.dirty:
			t.Error("cleanup is called while a job is under way")
		}
	})
}

// TestStop stops during a job, and before the first.
func TestStop(t *testing.T) {
	bubble(t, func(t *testing.T) {
		for _, before := range []bool{false, true} {
			w := newWork()
			w.serve(t, before)
			w.mu.Lock()
			late := w.late
			w.mu.Unlock()
			if late > 0 {
				t.Fatalf("jobs begun after the stop: %d, right is none", late)
			}
		}
	})
}

// Work is jobs of a second each, with a stop before the first or in the middle of one.
type work struct {
	stop  chan struct{}
	until int // jobs that begin before the stop

	mu       sync.Mutex
	stopped  bool
	begun    int // before the stop
	late     int // begun after it
	under    int
	peak     int
	ended    time.Time // the last job
	returned time.Time
	cleanups int
	dirty    bool // a job was under way at a cleanup
}

func newWork() *work {
	return &work{stop: make(chan struct{}), until: 10 + rand.IntN(10)}
}

// serve stops before it calls serve, or in the middle of a job, and returns some time after serve has.
func (w *work) serve(t *testing.T, before bool) {
	halt := func() {
		w.mu.Lock()
		w.stopped = true
		w.mu.Unlock()
		close(w.stop)
	}
	if before {
		halt()
	} else {
		left := 100*time.Millisecond + rand.N(800*time.Millisecond) // of the last job
		time.AfterFunc(time.Duration(w.until)*time.Second-left, halt)
	}
	go func() {
		// A job that is called too late ends its goroutine, which may be this one.
		defer func() {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.returned = time.Now()
		}()
		serve(w.stop, w.job, w.cleanup)
	}()
	time.Sleep(time.Hour)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.returned.IsZero() {
		t.Fatal("has not returned an hour after the stop")
	}
}

// job ends the goroutine that calls it after the stop: else a loop of jobs would go on for ever.
func (w *work) job() {
	w.mu.Lock()
	if w.stopped {
		w.late++
		w.mu.Unlock()
		runtime.Goexit()
	}
	w.begun++
	w.under++
	w.peak = max(w.peak, w.under)
	w.mu.Unlock()
	time.Sleep(time.Second)
	w.mu.Lock()
	w.under--
	w.ended = time.Now()
	w.mu.Unlock()
}

func (w *work) cleanup() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cleanups++
	w.dirty = w.dirty || w.under > 0
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
