package gate

import (
	"sync"
	"time"
)

const (
	// freeGuesses is how many wrong codes an address may try in guessTime. Each further one doubles the time until it
	// may try another, from firstWait to lastWait.
	freeGuesses = 20
	guessTime   = time.Minute
	firstWait   = time.Second
	lastWait    = 10 * time.Minute
	// maxGuessers is how many addresses are remembered before those are forgotten that have nothing to wait for.
	maxGuessers = 10_000
)

// Guesses count the wrong codes that come from an address. Right ones are not counted: a class of 300 has one address.
type Guesses struct {
	now func() time.Time

	mu  sync.Mutex
	all map[string]*guesser
}

// A guesser is an address that has tried wrong codes.
type guesser struct {
	since time.Time // of the first that counts
	wrong int       // since then
	until time.Time // when it may try again
}

// NewGuesses returns a count that has none. now is the clock.
func NewGuesses(now func() time.Time) *Guesses {
	return &Guesses{now: now, all: map[string]*guesser{}}
}

// Wait returns how long an address has to wait until it may try a code; 0: it may now.
func (g *Guesses) Wait(address string) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	one, ok := g.all[address]
	if !ok {
		return 0
	}
	return max(one.until.Sub(g.now()), 0)
}

// Wrong counts a wrong code.
func (g *Guesses) Wrong(address string) {
	now := g.now()
	g.mu.Lock()
	defer g.mu.Unlock()
	one, ok := g.all[address]
	if !ok || one.quiet(now) {
		if len(g.all) >= maxGuessers {
			g.forget(now)
		}
		one = &guesser{since: now}
		g.all[address] = one
	}
	if one.wrong++; one.wrong > freeGuesses {
		wait := lastWait
		if doubled := one.wrong - freeGuesses - 1; doubled < 10 {
			wait = min(firstWait<<doubled, lastWait)
		}
		one.until = now.Add(wait)
	}
}

// quiet reports whether what an address has tried counts no longer: it has waited, and guessTime more.
func (one *guesser) quiet(now time.Time) bool {
	last := one.since
	if one.until.After(last) {
		last = one.until
	}
	return now.Sub(last) >= guessTime
}

// forget forgets the addresses whose wrong codes count no longer. It is called with mu held.
func (g *Guesses) forget(now time.Time) {
	for address, one := range g.all {
		if one.quiet(now) {
			delete(g.all, address)
		}
	}
}
