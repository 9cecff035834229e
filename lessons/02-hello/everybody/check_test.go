package main

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestAll(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newParty(20 + rand.IntN(20))
		greetAll(p.names, p.greet)
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.ended < len(p.names) {
			t.Fatalf("returned when %d of %d greetings were over", p.ended, len(p.names))
		}
		for _, name := range p.names {
			if n := p.greeted[name]; n != 1 {
				t.Fatalf("one of the names is greeted %d times, once is right", n)
			}
		}
	})
}

func TestTime(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newParty(20 + rand.IntN(20))
		var longest time.Duration
		for _, delay := range p.delays {
			longest = max(longest, delay)
		}
		start := time.Now()
		greetAll(p.names, p.greet)
		if took := time.Since(start); took != longest {
			ms := time.Millisecond
			t.Errorf("took %v, the longest greeting takes %v", took.Round(ms), longest.Round(ms))
		}
	})
}

func TestNobody(t *testing.T) {
	bubble(t, func(t *testing.T) {
		start := time.Now()
		greetAll(nil, newParty(0).greet)
		if took := time.Since(start); took > 0 {
			t.Errorf("took %v for no names", took)
		}
	})
}

// A party has names, and notes who is greeted.
type party struct {
	names  []string
	delays map[string]time.Duration

	mu      sync.Mutex
	ended   int
	greeted map[string]int
}

func newParty(n int) *party {
	p := &party{delays: map[string]time.Duration{}, greeted: map[string]int{}}
	for i := range n {
		name := fmt.Sprintf("guest %d %x", i, rand.Uint32())
		p.names = append(p.names, name)
		p.delays[name] = 3*time.Second + rand.N(10*time.Second)
	}
	return p
}

func (p *party) greet(name string) {
	p.mu.Lock()
	p.greeted[name]++
	p.mu.Unlock()
	time.Sleep(p.delays[name])
	p.mu.Lock()
	p.ended++
	p.mu.Unlock()
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
