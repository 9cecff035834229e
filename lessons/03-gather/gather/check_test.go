package main

import (
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestOrder(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tasks := newTasks()
		for i, got := range tasks.gather(t) {
			if got == tasks[i].result {
				continue
			}
			of := slices.IndexFunc(tasks, func(task *task) bool { return task.result == got })
			if of < 0 {
				t.Fatalf("result %d is %d, which no task has returned", i+1, got)
			}
			t.Fatalf("result %d is that of task %d", i+1, of+1)
		}
	})
}

func TestStart(t *testing.T) {
	bubble(t, func(t *testing.T) {
		start := time.Now()
		tasks := newTasks()
		tasks.gather(t)
		for i, task := range tasks {
			if late := task.at.Sub(start); late > 0 {
				t.Fatalf("task %d starts after %v, at once is right", i+1, late.Round(time.Millisecond))
			}
		}
	})
}

func TestTime(t *testing.T) {
	bubble(t, func(t *testing.T) {
		start := time.Now()
		tasks := newTasks()
		tasks.gather(t)
		longest := slices.MaxFunc(tasks, func(a, b *task) int { return int(a.delay - b.delay) }).delay
		if took := time.Since(start); took != longest {
			ms := time.Millisecond
			t.Errorf("took %v, the longest task takes %v", took.Round(ms), longest.Round(ms))
		}
	})
}

func TestNone(t *testing.T) {
	bubble(t, func(t *testing.T) {
		start := time.Now()
		results := gather[string]()
		if took := time.Since(start); took > 0 {
			t.Errorf("took %v for no tasks", took)
		}
		if n := len(results); n > 0 {
			t.Errorf("%d results of no tasks", n)
		}
	})
}

// A task takes delay, and notes when it is called.
type task struct {
	result int
	delay  time.Duration
	at     time.Time // of the call
	calls  atomic.Int32
	ended  atomic.Bool
}

func (t *task) run() int {
	t.calls.Add(1)
	t.at = time.Now()
	time.Sleep(t.delay)
	t.ended.Store(true)
	return t.result
}

type tasks []*task

// newTasks returns tasks with delays of their own, of which the first is not the shortest.
func newTasks() tasks {
	n := 5 + rand.IntN(10)
	all := make(tasks, n)
	for i, results := 0, rand.Perm(1000); i < n; i++ {
		delay := time.Duration(1+(i+n/2)%n) * time.Second
		all[i] = &task{result: 1 + results[i], delay: delay + rand.N(time.Second)}
	}
	return all
}

// gather fails the test unless it returns a result for each task, after all of them have ended.
func (all tasks) gather(t *testing.T) []int {
	var funcs []func() int
	for _, task := range all {
		funcs = append(funcs, task.run)
	}
	results := gather(funcs...)
	for i, task := range all {
		switch {
		case !task.ended.Load():
			t.Fatalf("returns before task %d has ended", i+1)
		case task.calls.Load() != 1:
			t.Fatalf("task %d is called %d times, once is right", i+1, task.calls.Load())
		}
	}
	if len(results) != len(all) {
		t.Fatalf("%d results of %d tasks", len(results), len(all))
	}
	return results
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
