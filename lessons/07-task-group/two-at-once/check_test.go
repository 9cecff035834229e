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

func TestOnce(t *testing.T) {
	for _, shape := range []func(limit int) *web{wide, diamond} {
		bubble(t, func(t *testing.T) {
			limit := randomLimit()
			w := shape(limit)
			err := w.readAll(t, limit)
			for _, l := range w.leaves {
				if l.read > 1 {
					t.Fatalf("a page read %d times, once is right", l.read)
				}
			}
			if w.atReturn < len(w.leaves) {
				t.Fatalf("%d of %d pages read when readAll returned", w.atReturn, len(w.leaves))
			}
			if err != nil {
				t.Errorf("the error %q, though no page failed", err)
			}
		})
		if t.Failed() {
			return
		}
	}
}

func TestPeak(t *testing.T) {
	bubble(t, func(t *testing.T) {
		limit := randomLimit()
		w := wide(limit)
		w.readAll(t, limit)
		switch {
		case w.peak > limit:
			t.Errorf("%d at once, at most %d", w.peak, limit)
		case w.peak < limit:
			t.Errorf("never more than %d at once, %d are allowed", w.peak, limit)
		}
	})
}

// TestTime has slow pages, and beside them a long chain of quick ones.
func TestTime(t *testing.T) {
	bubble(t, func(t *testing.T) {
		limit := randomLimit()
		w := &web{}
		start := w.add(nil)
		for range limit - 1 {
			w.add(start).delay = 10 * time.Hour
		}
		at := start
		for range 9 {
			at = w.add(at)
		}
		w.shuffle()
		w.readAll(t, limit)
		want := start.delay + 10*time.Hour
		if w.at > want {
			t.Errorf("took %v, at most %v if no slot stays free", w.at, want)
		}
	})
}

// TestError has a page that fails soon, while others are under way and many wait.
func TestError(t *testing.T) {
	bubble(t, func(t *testing.T) {
		limit := randomLimit()
		w := &web{}
		start := w.add(nil)
		for range 5 * limit {
			w.add(start).delay = 2 * time.Hour
		}
		w.fail(limit + 1 + rand.IntN(limit))
		err := w.readAll(t, limit)
		switch {
		case !errors.Is(err, w.err):
			t.Errorf("the error is %v, a page failed with %v", err, w.err)
		case w.begunLate > 0:
			t.Errorf("%d pages begun after the failure", w.begunLate)
		case w.ended > w.failed+stopping:
			t.Errorf("a page ended %v after the failure, told to stop it takes %v",
				w.ended-w.failed, stopping)
		case w.at != w.ended:
			t.Errorf("returned after %v, the last page ended after %v", w.at, w.ended)
		}
	})
}

// stopping is how long a page takes that is told to stop.
const stopping = 10 * time.Minute

func randomLimit() int { return 2 + rand.IntN(3) }

// A web is of pages with links, the first of which is the start.
type web struct {
	leaves []*leaf

	begin     time.Time
	mu        sync.Mutex
	under     int // way, now
	peak      int
	begun     int
	failAt    int // the number of the page, in the order of beginning, that fails
	err       error
	failed    time.Duration
	begunLate int           // pages, after that
	ended     time.Duration // the last page
	at        time.Duration // readAll returned
	atReturn  int           // pages that had ended then
	count     int           // pages that have ended
}

type leaf struct {
	name  string
	delay time.Duration
	links []string
	read  int
}

// add adds a page and a link to it.
func (w *web) add(from *leaf) *leaf {
	l := &leaf{name: fmt.Sprintf("page-%x", rand.Uint64()), delay: time.Hour}
	if from != nil {
		from.links = append(from.links, l.name)
	}
	w.leaves = append(w.leaves, l)
	return l
}

// wide returns pages that all have more links than there are slots, and links back.
func wide(limit int) *web {
	w := &web{}
	start := w.add(nil)
	for range limit + 1 + rand.IntN(3) {
		child := w.add(start)
		for range 2 + rand.IntN(3) {
			w.add(child)
		}
	}
	// Every page links to the start, and to a page that the start links to as well.
	for _, l := range w.leaves[1:] {
		l.links = append(l.links, start.name, start.links[rand.IntN(len(start.links))])
	}
	w.shuffle()
	return w
}

// diamond returns pages of which as many as there are slots link to the same page.
func diamond(limit int) *web {
	w := &web{}
	start := w.add(nil)
	for range limit {
		w.add(start)
	}
	shared := w.add(nil)
	for _, l := range w.leaves[1 : len(w.leaves)-1] {
		l.links = append(l.links, shared.name)
	}
	return w
}

func (w *web) shuffle() {
	for _, l := range w.leaves {
		rand.Shuffle(len(l.links), func(i, j int) {
			l.links[i], l.links[j] = l.links[j], l.links[i]
		})
	}
}

// fail makes the page that is begun as number n fail.
func (w *web) fail(n int) {
	w.failAt = n
	w.err = fmt.Errorf("failure %x", rand.Uint32())
}

// readAll calls readAll, and waits until all pages that were begun have ended.
func (w *web) readAll(t *testing.T, limit int) error {
	w.begin = time.Now()
	type result struct {
		err      error
		panicked any
	}
	done := make(chan result, 1)
	go func() {
		var r result
		defer func() {
			r.panicked = recover()
			done <- r
		}()
		r.err = readAll(context.Background(), limit, w.leaves[0].name, w.get)
	}()
	var r result
	select {
	case r = <-done:
	case <-time.After(1000 * time.Hour):
		t.Fatalf("does not end: %d of %d pages read", w.count, len(w.leaves))
	}
	if r.panicked != nil {
		panic(r.panicked)
	}
	w.mu.Lock()
	w.at = time.Since(w.begin)
	w.atReturn = w.count
	w.mu.Unlock()
	time.Sleep(1000 * time.Hour)
	synctest.Wait()
	return r.err
}

func (w *web) get(ctx context.Context, name string) (links []string, err error) {
	l, number := w.start(name)
	if l == nil {
		return nil, fmt.Errorf("there is no page %q", name)
	}
	defer w.end()
	delay := l.delay
	if number == w.failAt {
		delay = 30 * time.Minute
	}
	select {
	case <-time.After(delay):
	case <-ctx.Done():
		time.Sleep(stopping)
		return nil, ctx.Err()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = time.Since(w.begin)
	if number == w.failAt {
		w.failed = w.ended
		return nil, w.err
	}
	// A page that is read again leads nowhere: otherwise that might go on forever.
	if l.read > 1 {
		return nil, nil
	}
	return slices.Clone(l.links), nil
}

// start notes that a page is begun, and returns it with its number.
func (w *web) start(name string) (*leaf, int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, l := range w.leaves {
		if l.name == name {
			l.read++
			w.begun++
			w.under++
			w.peak = max(w.peak, w.under)
			if w.failed > 0 && time.Since(w.begin) > w.failed {
				w.begunLate++
			}
			return l, w.begun
		}
	}
	return nil, 0
}

func (w *web) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.under--
	w.count++
	w.ended = time.Since(w.begin)
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
