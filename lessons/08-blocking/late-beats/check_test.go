package main

import (
	"context"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestHold(t *testing.T) {
	bubble(t, func(t *testing.T) {
		// Seven beats fall due while the loop is held.
		h := newHeart()
		hold := 7*every + randomPart()
		h.lates = map[int]time.Duration{4 + rand.IntN(10): hold}
		h.watch(t, 100*every+every/2)
		switch {
		case len(h.reports) != 1:
			t.Errorf("one hold of %v, %d reports %v", hold, len(h.reports), h.reports)
		case h.reports[0] != hold:
			t.Errorf("held for %v, reported %v", hold, h.reports[0])
		}
	})
}

// TestLimit has beats that are a little late, and some that are late enough.
func TestLimit(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := newHeart()
		h.lates = map[int]time.Duration{
			3: limit - 1,
			6: limit,
			9: limit + time.Duration(1+rand.IntN(100))*time.Millisecond,
		}
		h.watch(t, 100*every+every/2)
		switch want := h.lates[9]; {
		case len(h.reports) != 1:
			t.Errorf("1 beat is over the limit %v, %d reports %v", limit, len(h.reports), h.reports)
		case h.reports[0] != want:
			t.Errorf("late by %v, reported %v", want, h.reports[0])
		}
	})
}

// TestBeats watches for an hour. Each beat is late, by less than the limit, and one holds.
func TestBeats(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := newHeart()
		// The last sleep is for the beat that ctx prevents.
		beats := int(time.Hour/every) + 1 - 7
		h.lates = map[int]time.Duration{100 + rand.IntN(100): 7*every + randomPart()}
		h.usual = limit / 5
		h.watch(t, time.Hour+every/2)
		switch {
		case h.off > 0:
			t.Errorf("beat %d is due %v after a multiple of %v", h.firstOff, h.off, every)
		case len(h.dues) != beats:
			t.Errorf("%d sleeps in an hour, %d if 7 beats are left out", len(h.dues), beats)
		}
	})
}

func TestEnd(t *testing.T) {
	left := bubble(t, func(t *testing.T) {
		h := newHeart()
		for i := range 10 {
			h.lates[i] = limit / 2
		}
		end := 5*every + randomPart()
		h.watch(t, end)
		switch {
		case h.returned != end:
			t.Errorf("returned after %v, ctx was done after %v", h.returned, end)
		case h.after > 0:
			t.Errorf("%d reports after the end of ctx", h.after)
		}
	})
	if left {
		t.Error("goroutines that wait forever are left")
	}
}

const (
	every = time.Second
	limit = 200 * time.Millisecond
)

// randomPart is between two beats, and apart from both by more than the limit.
func randomPart() time.Duration { return time.Duration(300+rand.IntN(400)) * time.Millisecond }

// A heart is what watch sleeps by.
type heart struct {
	lates map[int]time.Duration // by the number of the sleep
	usual time.Duration         // for the others

	mu       sync.Mutex
	begin    time.Time
	dues     []time.Duration // when sleeps should have ended
	off      time.Duration   // the first that is no multiple
	firstOff int
	reports  []time.Duration
	after    int // reports, after the end of ctx
	inVain   int // sleeps, after the end of ctx
	returned time.Duration
	released chan struct{}
}

func newHeart() *heart {
	return &heart{lates: map[int]time.Duration{}, released: make(chan struct{})}
}

// watch calls watch until its context is done, after d.
func (h *heart) watch(t *testing.T, d time.Duration) {
	ctx, cancel := context.WithCancel(context.Background())
	h.begin = time.Now()
	time.AfterFunc(d, cancel)
	done := make(chan any, 1)
	go func() {
		defer func() { done <- recover() }()
		watch(ctx, every, limit, h.sleep, func(late time.Duration) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.reports = append(h.reports, late)
			if ctx.Err() != nil {
				h.after++
			}
		})
		h.mu.Lock()
		defer h.mu.Unlock()
		h.returned = time.Since(h.begin)
	}()
	defer close(h.released)
	select {
	case e := <-done:
		if e != nil {
			panic(e)
		}
	case <-time.After(d + time.Hour):
		t.Fatalf("does not return, ctx was done after %v", d)
	}
	// Whatever was left running may go on for a while.
	time.Sleep(time.Hour)
	synctest.Wait()
}

func (h *heart) sleep(ctx context.Context, d time.Duration) {
	h.mu.Lock()
	number := len(h.dues)
	due := time.Since(h.begin) + d
	h.dues = append(h.dues, due)
	if off := due % every; off != 0 && h.off == 0 {
		h.off, h.firstOff = off, number+1
	}
	late, ok := h.lates[number]
	if !ok {
		late = h.usual
	}
	if ctx.Err() != nil {
		h.inVain++
	}
	stuck := h.inVain > 3
	h.mu.Unlock()

	if stuck {
		// A loop that does not look at ctx would go on forever.
		<-h.released
		runtime.Goexit()
	}
	select {
	case <-time.After(d + late):
	case <-ctx.Done():
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
