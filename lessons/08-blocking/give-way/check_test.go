package main

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"
)

func TestSum(t *testing.T) {
	for _, n := range []int{0, 1, 200 + rand.IntN(100)} {
		bubble(t, func(t *testing.T) {
			l := newLoad(n)
			sum := l.crunch()
			switch {
			case l.worked != n:
				t.Errorf("work called %d times for %d items", l.worked, n)
			case sum != l.sum:
				t.Errorf("the sum is %d, work returned %d in all", sum, l.sum)
			case l.wrong != "":
				t.Error(l.wrong)
			}
		})
		if t.Failed() {
			return
		}
	}
}

func TestPieces(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLoad(200)
		l.crunch()
		if l.longest >= piece {
			t.Errorf("%v without a pause, then another item: at most %v", l.longest, piece)
		}
	})
}

func TestPauses(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLoad(200)
		l.crunch()
		if l.early > 0 {
			t.Errorf("%d of %d pauses before %v had passed, the first after %v",
				l.early, l.pauses, piece, l.earliest)
		}
	})
}

const piece = 10 * time.Millisecond

// A load is of items, for which work takes a time by the bubble's clock.
type load struct {
	items []int
	takes []time.Duration

	last     time.Time     // the end of the last pause, or the beginning
	longest  time.Duration // between that and the beginning of an item
	worked   int
	sum      int
	wrong    string
	pauses   int
	early    int
	earliest time.Duration // the first of those
}

// newLoad makes items in stretches that are alike: of tiny ones, of short ones, and of
// ones that take longer than a piece.
func newLoad(n int) *load {
	l := &load{}
	for i := range n {
		takes := time.Duration(100+rand.IntN(100)) * time.Microsecond
		switch i / 25 % 4 {
		case 1:
			takes = time.Duration(1500+rand.IntN(1000)) * time.Microsecond
		case 3:
			takes = time.Duration(11+rand.IntN(50)) * time.Millisecond
		}
		l.items = append(l.items, rand.IntN(1e9))
		l.takes = append(l.takes, takes)
	}
	return l
}

func (l *load) crunch() int {
	l.last = time.Now()
	return crunch(l.items, l.work, l.pause)
}

func (l *load) work(item int) int {
	i := l.worked
	l.worked++
	if i >= len(l.items) || l.items[i] != item {
		l.wrong = fmt.Sprintf("item %d is not in its turn", i+1)
		return 0
	}
	l.longest = max(l.longest, time.Since(l.last))
	time.Sleep(l.takes[i])
	value := rand.IntN(1e9)
	l.sum += value
	return value
}

func (l *load) pause() {
	l.pauses++
	if after := time.Since(l.last); after < piece {
		if l.early == 0 {
			l.earliest = after
		}
		l.early++
	}
	// The others compute for as long as they like.
	time.Sleep(time.Duration(5+rand.IntN(30)) * time.Millisecond)
	l.last = time.Now()
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
