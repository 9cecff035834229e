package main

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestUser(t *testing.T) {
	bubble(t, func(t *testing.T) {
		m := newMachines()
		m.page(t)
		for _, name := range []string{"orders", "reviews"} {
			if got, want := m[name].user, m["user"].answer; got != want {
				t.Fatalf("%s: asked for with the user %q, it is %q", name, got, want)
			}
		}
	})
}

func TestAnswers(t *testing.T) {
	bubble(t, func(t *testing.T) {
		m := newMachines()
		p := m.page(t)
		for i, got := range []string{p.User, p.Offers, p.Orders, p.Reviews} {
			name, want := names[i], m[names[i]]
			if want.asked != 1 {
				t.Fatalf("%s: asked for %d times, once is right", name, want.asked)
			}
			if got != want.answer {
				t.Fatalf("%s: %q is on the page, the answer to the right user was %q", name, got, want.answer)
			}
		}
	})
}

func TestStart(t *testing.T) {
	bubble(t, func(t *testing.T) {
		start := time.Now()
		m := newMachines()
		m.page(t)
		user := m["user"].delay
		for i, want := range []time.Duration{0, 0, user, user} {
			if at := m[names[i]].at.Sub(start); at != want {
				t.Fatalf("%s: asked for after %v, right is %v", names[i], at, want)
			}
		}
	})
}

// TestTime has orders that are the last to come, and then offers.
func TestTime(t *testing.T) {
	bubble(t, func(t *testing.T) {
		for _, last := range []string{"orders", "offers"} {
			m := newMachines()
			m[last].delay += 4 * time.Hour
			start := time.Now()
			m.page(t)
			want := max(m["offers"].delay, m["user"].delay+max(m["orders"].delay, m["reviews"].delay))
			if took := time.Since(start); took != want {
				t.Fatalf("took %v, right is %v", took, want)
			}
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
	user  string
	ended bool
}

// machines are known by what they are asked for.
type machines map[string]*machine

var names = []string{"user", "offers", "orders", "reviews"}

// newMachines returns machines of which that for the offers takes longer than that for the user.
func newMachines() machines {
	m := machines{}
	for _, name := range names {
		m[name] = &machine{
			delay:  time.Duration(1+rand.IntN(60)) * time.Minute,
			answer: fmt.Sprintf("%x", rand.Uint64()),
		}
	}
	m["offers"].delay += m["user"].delay
	return m
}

// query refuses orders and reviews to all but the user.
func (m machines) query(name, user string) string {
	machine := m[name]
	if machine == nil {
		return fmt.Sprintf("no machine has %q", name)
	}
	machine.mu.Lock()
	machine.asked++
	machine.at = time.Now()
	machine.user = user
	machine.mu.Unlock()
	time.Sleep(machine.delay)
	machine.mu.Lock()
	machine.ended = true
	machine.mu.Unlock()
	if (name == "orders" || name == "reviews") && user != m["user"].answer {
		return "refused"
	}
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
