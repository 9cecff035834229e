package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestErrors has several tasks that fail, but not the first.
func TestErrors(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tasks := newTasks()
		for _, i := range rand.Perm(len(tasks) - 1)[:len(tasks)/2] {
			tasks[i+1].err = fmt.Errorf("failure %d", rand.Uint32())
		}
		results := tasks.gather()
		if len(results) != len(tasks) {
			t.Fatalf("%d results of %d tasks", len(results), len(tasks))
		}
		for i, task := range tasks {
			switch err := results[i].Err; {
			case task.err == nil && err != nil:
				t.Fatalf("task %d has not failed, but its result has an error", i+1)
			case task.err != nil && err == nil:
				t.Fatalf("task %d has failed, but its result has no error", i+1)
			case !errors.Is(err, task.err):
				t.Fatalf("the error of task %d is not its own: %q", i+1, err)
			}
		}
	})
}

func TestValues(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tasks := newTasks()
		tasks[0].err = errors.New("failure")
		results := tasks.gather()
		if len(results) != len(tasks) {
			t.Fatalf("%d results of %d tasks, of which one failed", len(results), len(tasks))
		}
		for i, task := range tasks[1:] {
			if results[i+1].Value != task.value {
				t.Fatalf("the value of task %d is not its own", i+2)
			}
		}
	})
}

// TestTime has a failure after a second, and the others have longer to go.
func TestTime(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tasks := newTasks()
		tasks[0].err = errors.New("failure")
		tasks[0].delay = time.Second
		longest := time.Duration(0)
		for _, task := range tasks {
			longest = max(longest, task.delay)
		}
		start := time.Now()
		tasks.gather()
		took := time.Since(start)
		for i, task := range tasks {
			if n := task.calls.Load(); n != 1 {
				t.Fatalf("task %d is called %d times, once is right", i+1, n)
			}
		}
		if took != longest {
			ms := time.Millisecond
			t.Errorf("took %v, the longest task takes %v", took.Round(ms), longest.Round(ms))
		}
	})
}

// TestPanic has a task that panics before the others have ended. It is the last check, since a panic that nobody
// recovers from ends the program.
func TestPanic(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tasks := newTasks()
		bad := 1 + rand.IntN(len(tasks)-1)
		tasks[bad].delay = time.Second
		tasks[bad].panics = fmt.Sprintf("bug %d", rand.Uint32())
		results := tasks.gather()
		if len(results) != len(tasks) {
			t.Fatalf("%d results of %d tasks, of which one panicked", len(results), len(tasks))
		}
		for i, task := range tasks {
			err := results[i].Err
			switch {
			case i != bad && err != nil:
				t.Fatalf("task %d has an error, but it was task %d that panicked", i+1, bad+1)
			case i != bad && results[i].Value != task.value:
				t.Fatalf("the value of task %d is not its own", i+1)
			case i == bad && err == nil:
				t.Fatalf("task %d panicked, but its result has no error", i+1)
			case i == bad && !strings.Contains(err.Error(), task.panics):
				t.Fatalf("the error is %q, the panic was %q", err, task.panics)
			}
		}
	})
}

// A task takes delay, and then returns or panics.
type task struct {
	delay  time.Duration
	value  int
	err    error
	panics string
	calls  atomic.Int32
}

func (t *task) run() (int, error) {
	t.calls.Add(1)
	time.Sleep(t.delay)
	if t.panics != "" {
		panic(t.panics)
	}
	return t.value, t.err
}

type tasks []*task

// newTasks returns tasks with delays of their own, of which the first is not the shortest.
func newTasks() tasks {
	n := 6 + rand.IntN(10)
	all := make(tasks, n)
	for i := range all {
		delay := time.Duration(1+(i+n/2)%n) * time.Minute
		all[i] = &task{value: 1 + rand.IntN(1_000_000_000), delay: delay + rand.N(time.Minute)}
	}
	return all
}

func (all tasks) gather() []Result[int] {
	var funcs []func() (int, error)
	for _, task := range all {
		funcs = append(funcs, task.run)
	}
	return gather(funcs...)
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
