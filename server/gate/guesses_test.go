package gate

import (
	"fmt"
	"testing"
	"time"
)

// TestGuesses has an address try wrong codes: the time that it has to wait doubles, and is over at last.
func TestGuesses(t *testing.T) {
	now := time.Now()
	g := NewGuesses(func() time.Time { return now })
	for i := range freeGuesses {
		g.Wrong("a")
		if wait := g.Wait("a"); wait != 0 {
			t.Fatalf("after %d: waits %v", i+1, wait)
		}
	}
	for want := firstWait; want < lastWait; want *= 2 {
		g.Wrong("a")
		if wait := g.Wait("a"); wait != want {
			t.Errorf("waits %v, want %v", wait, want)
		}
		now = now.Add(want)
		if wait := g.Wait("a"); wait != 0 {
			t.Errorf("has waited, and waits %v", wait)
		}
	}
	for range 100 {
		g.Wrong("a")
	}
	if wait := g.Wait("a"); wait != lastWait {
		t.Errorf("waits %v", wait)
	}
	if wait := g.Wait("b"); wait != 0 {
		t.Errorf("another waits %v", wait)
	}
	now = now.Add(lastWait + guessTime)
	g.Wrong("a")
	if wait := g.Wait("a"); wait != 0 {
		t.Errorf("was quiet, and waits %v", wait)
	}
}

// TestGuessesForgotten has more addresses than are remembered.
func TestGuessesForgotten(t *testing.T) {
	now := time.Now()
	g := NewGuesses(func() time.Time { return now })
	for i := range maxGuessers {
		g.Wrong(fmt.Sprint(i))
	}
	now = now.Add(guessTime)
	g.Wrong("a")
	if len(g.all) != 1 {
		t.Errorf("%d are remembered", len(g.all))
	}
}
