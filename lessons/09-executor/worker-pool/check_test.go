package main

import (
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

// A shift is a list of jobs, and counts what is done of it.
type shift struct {
	workers int
	jobs    []string
	takes   map[string]time.Duration
	want    []string

	mu         sync.Mutex
	calls      map[string]int
	open, most int
}

// newShift has n jobs of one to two hours, and takes three for the first,
// so that the jobs don't end in the order of the list.
func newShift(n int) *shift {
	s := &shift{
		workers: 2 + rand.IntN(4),
		takes:   make(map[string]time.Duration),
		calls:   make(map[string]int),
	}
	for i := range n {
		job := fmt.Sprintf("job-%d-%x", i, rand.Uint32())
		s.jobs = append(s.jobs, job)
		s.want = append(s.want, fmt.Sprintf("result-%x", rand.Uint64()))
		s.takes[job] = time.Hour + rand.N(time.Hour)
		if i == 0 {
			s.takes[job] = 3 * time.Hour
		}
	}
	return s
}

// do is the function that the pool gets.
func (s *shift) do(job string) string {
	s.mu.Lock()
	s.open++
	s.most = max(s.most, s.open)
	s.calls[job]++
	s.mu.Unlock()
	time.Sleep(s.takes[job])
	s.mu.Lock()
	s.open--
	s.mu.Unlock()
	return s.want[slices.Index(s.jobs, job)]
}

// run has the pool do the jobs, and returns what it took.
func (s *shift) run(t *testing.T) (results []string, took time.Duration) {
	t.Helper()
	start := time.Now()
	call(t, func() {
		results = mapPool(s.workers, slices.Clone(s.jobs), s.do)
	})
	return results, time.Since(start)
}

// whose says which job a result belongs to.
func (s *shift) whose(result string) string {
	if i := slices.Index(s.want, result); i >= 0 {
		return fmt.Sprintf("job %d", i)
	}
	return "no job"
}

func TestResults(t *testing.T) {
	bubble(t, func(t *testing.T) {
		for _, n := range []int{10 + rand.IntN(20), 1, 0} {
			s := newShift(n)
			results, _ := s.run(t)
			if len(results) != n {
				t.Fatalf("%d results for %d jobs", len(results), n)
			}
			for i, job := range s.jobs {
				s.mu.Lock()
				calls := s.calls[job]
				s.mu.Unlock()
				if calls != 1 {
					t.Fatalf("job %d was done %d times", i, calls)
				}
				if results[i] != s.want[i] {
					t.Fatalf("in place %d is the result of %s", i, s.whose(results[i]))
				}
			}
		}
	})
}

func TestPeak(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newShift(20 + rand.IntN(20))
		s.run(t)
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.most > s.workers {
			t.Errorf("%d at once, at most %d", s.most, s.workers)
		} else if s.most < s.workers {
			t.Errorf("%d at once, %d workers", s.most, s.workers)
		}
	})
}

func TestTime(t *testing.T) {
	bubble(t, func(t *testing.T) {
		// While one worker does the first job, the others can do all the rest.
		s := newShift(0)
		others := 3 * (s.workers - 1)
		s.jobs = newShift(1 + others).jobs
		s.want = make([]string, 1+others)
		for _, job := range s.jobs {
			s.takes[job] = time.Hour
		}
		s.takes[s.jobs[0]] = 3*time.Hour + rand.N(time.Hour).Round(time.Minute)
		if _, took := s.run(t); took != s.takes[s.jobs[0]] {
			t.Errorf("took %v, the longest job takes %v", took, s.takes[s.jobs[0]])
		}
	})
}

func TestLeft(t *testing.T) {
	if bubble(t, func(t *testing.T) {
		newShift(10 + rand.IntN(20)).run(t)
	}) && !t.Failed() {
		t.Error("goroutines are left after the return")
	}
}
