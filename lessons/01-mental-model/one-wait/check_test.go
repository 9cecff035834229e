package main

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestAnswers(t *testing.T) {
	bubble(t, func(t *testing.T) {
		m := newMachines()
		p := m.page(t)
		for i, got := range []string{p.Profile, p.Orders, p.Reviews} {
			name, want := names[i], m[names[i]]
			if want.asked != 1 {
				t.Fatalf("%s: asked for %d times, once is right", name, want.asked)
			}
			if got != want.answer {
				t.Fatalf("%s: %q is on the page, the answer was %q", name, got, want.answer)
			}
		}
	})
}

func TestStart(t *testing.T) {
	bubble(t, func(t *testing.T) {
		start := time.Now()
		m := newMachines()
		m.page(t)
		for _, name := range names {
			if late := m[name].at.Sub(start); late > 0 {
				t.Fatalf("%s: asked for after %v, at once is right", name, late)
			}
		}
	})
}

func TestTime(t *testing.T) {
	bubble(t, func(t *testing.T) {
		start := time.Now()
		m := newMachines()
		m.page(t)
		var longest time.Duration
		for _, machine := range m {
			longest = max(longest, machine.delay)
		}
		if took := time.Since(start); took != longest {
			t.Errorf("took %v, the longest wait is %v", took, longest)
		}
	})
}

// A machine answers after a delay.
type machine struct {
	delay  time.Duration
	answer string

	mu    sync.Mutex
	asked int
	at    time.Time
	ended bool
}

// machines are known by what they are asked for.
type machines map[string]*machine

var names = []string{"profile", "orders", "reviews"}

// newMachines returns machines of which that for the profile is not the quickest.
func newMachines() machines {
	m := machines{}
	for _, name := range names {
		m[name] = &machine{
			delay:  time.Duration(1+rand.IntN(180)) * time.Minute,
			answer: fmt.Sprintf("%x", rand.Uint64()),
		}
	}
	m["profile"].delay = m["orders"].delay + time.Duration(1+rand.IntN(60))*time.Minute
	return m
}

func (m machines) query(name string) string {
	machine := m[name]
	if machine == nil {
		return fmt.Sprintf("no machine has %q", name)
	}
	machine.mu.Lock()
	machine.asked++
	machine.at = time.Now()
	machine.mu.Unlock()
	time.Sleep(machine.delay)
	machine.mu.Lock()
	machine.ended = true
	machine.mu.Unlock()
	return machine.answer
}

// page fails the test if page returns before the last answer.
func (m machines) page(t *testing.T) Page {
	p := page(m.query)
	there := 0
	for _, machine := range m {
		machine.mu.Lock()
		if machine.ended {
			there++
		}
		machine.mu.Unlock()
	}
	if there < len(m) {
		t.Fatalf("returned with %d of %d answers", there, len(m))
	}
	return p
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
