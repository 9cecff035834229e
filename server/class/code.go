package class

import (
	"crypto/rand"
	"math/big"
	"strings"
	"sync"
	"time"
)

// alphabet is what codes are made of: letters and digits of which no two look alike.
const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

const codeLength = 6

// newCode returns a random code.
func newCode() string {
	var b strings.Builder
	for range codeLength {
		b.WriteByte(alphabet[random(len(alphabet))])
	}
	return b.String()
}

// random returns a number below n that nobody can guess.
func random(n int) int {
	i, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil {
		panic(err) // the system has no randomness: crypto/rand ends the program before it comes to that
	}
	return int(i.Int64())
}

// isCode reports whether a text, in capitals, could be a code.
func isCode(code string) bool {
	return len(code) == codeLength && strings.Trim(code, alphabet) == ""
}

// An address may give wrongCodes wrong codes in a wrongTime. Each further one doubles the time that it has to wait, up
// to wrongWait. Right codes are not counted: a class shares an address.
const (
	wrongCodes = 20
	wrongTime  = time.Minute
	wrongWait  = time.Hour
	// maxWrong is how many addresses are remembered before those that need not wait any more are forgotten.
	maxWrong = 10_000
)

// A guard counts wrong codes by address. It keeps addresses in memory alone.
type guard struct {
	now func() time.Time

	mu    sync.Mutex
	wrong map[string]*wrong
}

type wrong struct {
	n     int
	since time.Time // of the first
	until time.Time // none is taken before
}

// wait returns how long an address has to wait before it may try a code; 0: it may now.
func (g *guard) wait(address string) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	w, ok := g.wrong[address]
	if !ok {
		return 0
	}
	return max(w.until.Sub(g.now()), 0)
}

// miss counts a wrong code.
func (g *guard) miss(address string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	if len(g.wrong) >= maxWrong {
		for one, w := range g.wrong {
			if w.over(now) {
				delete(g.wrong, one)
			}
		}
	}
	w, ok := g.wrong[address]
	if !ok || w.over(now) {
		w = &wrong{since: now}
		g.wrong[address] = w
	}
	if w.n++; w.n >= wrongCodes {
		w.until = now.Add(min(wrongTime<<min(w.n-wrongCodes, 10), wrongWait))
	}
}

// over reports whether the wrong codes no longer count.
func (w *wrong) over(now time.Time) bool {
	return now.After(w.until.Add(wrongTime)) && now.Sub(w.since) > wrongTime
}
