package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// bubble runs f where sleeping takes no time, and reports
// whether goroutines were still there when f returned.
func bubble(t *testing.T, f func(t *testing.T)) (left bool) {
	t.Helper()
	defer func() { left = recover() != nil }()
	synctest.Test(t, f)
	return
}

// call runs f to its end, and fails the check if it has none.
func call(t *testing.T, f func()) {
	t.Helper()
	done := make(chan any, 1)
	go func() {
		defer func() { done <- recover() }()
		f()
	}()
	select {
	case fault := <-done:
		if fault != nil {
			t.Fatalf("panic: %v", fault)
		}
	case <-time.After(365 * 24 * time.Hour):
		t.Fatal("did not return within a year")
	}
}

// A shift is a list of jobs of one to two hours, and counts what is done of it.
type shift struct {
	ctx     context.Context
	workers int
	jobs    []string
	takes   []time.Duration
	want    []string

	mu         sync.Mutex
	open, most int
	calls      int
	// How many jobs began after the end of ctx, and when the last job ended.
	late    int
	lastEnd time.Time
	ended   []bool
}

// newShift has n jobs for each worker.
func newShift(n int) *shift {
	s := &shift{ctx: context.Background(), workers: 2 + rand.IntN(3)}
	for i := range n * s.workers {
		s.jobs = append(s.jobs, fmt.Sprintf("job-%d-%x", i, rand.Uint32()))
		s.want = append(s.want, fmt.Sprintf("result-%x", rand.Uint64()))
		s.takes = append(s.takes, time.Hour+rand.N(time.Hour))
	}
	s.ended = make([]bool, len(s.jobs))
	return s
}

// do is the function that the pool gets.
func (s *shift) do(job string) string {
	i := slices.Index(s.jobs, job)
	s.mu.Lock()
	s.calls++
	s.open++
	s.most = max(s.most, s.open)
	if s.ctx.Err() != nil {
		s.late++
	}
	s.mu.Unlock()
	time.Sleep(s.takes[i])
	s.mu.Lock()
	s.open--
	s.lastEnd = time.Now()
	s.ended[i] = true
	s.mu.Unlock()
	return s.want[i]
}

// run has the pool do the jobs.
func (s *shift) run(t *testing.T) (results []string, err error) {
	t.Helper()
	call(t, func() {
		results, err = mapPool(s.ctx, s.workers, slices.Clone(s.jobs), s.do)
	})
	return results, err
}

// runStopped cancels the context while the second or third job of each worker runs.
func (s *shift) runStopped(t *testing.T) ([]string, error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s.ctx = ctx
	time.AfterFunc(150*time.Minute, cancel)
	return s.run(t)
}

func TestAll(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newShift(4)
		results, err := s.run(t)
		s.mu.Lock()
		defer s.mu.Unlock()
		if err != nil {
			t.Fatalf("error %v, and nobody cancelled", err)
		}
		if len(results) != len(s.jobs) || s.calls != len(s.jobs) {
			t.Fatalf("%d results and %d calls for %d jobs", len(results), s.calls, len(s.jobs))
		}
		for i := range s.jobs {
			if results[i] != s.want[i] {
				t.Fatalf("in place %d is %q, want %q", i, results[i], s.want[i])
			}
		}
		if s.most != s.workers {
			t.Errorf("%d at once, %d workers", s.most, s.workers)
		}
	})
}

func TestBegun(t *testing.T) {
	bubble(t, func(t *testing.T) {
		// Often, as a select with two ready cases is right every other time.
		for range 50 {
			s := newShift(8)
			s.runStopped(t)
			// Until all that is still under way has ended.
			time.Sleep(1000 * time.Hour)
			s.mu.Lock()
			late := s.late
			s.mu.Unlock()
			if late > 0 {
				t.Fatalf("%d begun after the cancel", late)
			}
		}
	})
}

func TestReturn(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newShift(8)
		s.runStopped(t)
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.open > 0 {
			t.Fatalf("returned with %d jobs under way", s.open)
		}
		if late := time.Since(s.lastEnd); late > 0 {
			t.Errorf("returned %v after the end of the last job", late)
		}
	})
}

func TestKept(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newShift(8)
		results, err := s.runStopped(t)
		s.mu.Lock()
		defer s.mu.Unlock()
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("error %v, want %v", err, context.Canceled)
		}
		if len(results) != len(s.jobs) {
			t.Fatalf("%d results for %d jobs", len(results), len(s.jobs))
		}
		ended, kept := 0, 0
		for i := range s.jobs {
			if !s.ended[i] {
				if results[i] != "" {
					t.Fatalf("a result for job %d, which was not done", i)
				}
				continue
			}
			ended++
			if results[i] == s.want[i] {
				kept++
			}
		}
		if kept < ended || s.open > 0 {
			t.Errorf("%d results are kept, %d jobs were begun", kept, ended+s.open)
		}
	})
}

func TestLeft(t *testing.T) {
	if bubble(t, func(t *testing.T) {
		newShift(8).runStopped(t)
	}) && !t.Failed() {
		t.Error("goroutines are left after the return")
	}
}
