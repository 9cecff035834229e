package fair

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	// burst is how many seconds' worth of its rate an address may use at once.
	burst = 10
	// maxAddresses is how many addresses are remembered before those that have
	// been quiet are forgotten.
	maxAddresses = 10_000
)

// Rates holds each address to a rate (a token bucket). A nil *Rates allows
// everything.
type Rates struct {
	rate rate.Limit
	now  func() time.Time

	mu       sync.Mutex
	limiters map[string]*rate.Limiter
}

// NewRates returns rates that let an address do perSecond things a second, and ten
// times as many at once; 0: any number.
func NewRates(perSecond float64) *Rates {
	return &Rates{rate: rate.Limit(perSecond), now: time.Now, limiters: map[string]*rate.Limiter{}}
}

// Allow reports whether an address may do one thing more now, and counts it.
func (r *Rates) Allow(address string) bool {
	if r == nil || r.rate == 0 {
		return true
	}
	now := r.now()
	r.mu.Lock()
	defer r.mu.Unlock()
	l, ok := r.limiters[address]
	if !ok {
		if len(r.limiters) >= maxAddresses {
			r.forget(now)
		}
		l = rate.NewLimiter(r.rate, max(int(burst*r.rate), 1))
		r.limiters[address] = l
	}
	return l.AllowN(now, 1)
}

// forget forgets the addresses that have been quiet for so long that they could
// be new. It is called with mu held.
func (r *Rates) forget(now time.Time) {
	for address, l := range r.limiters {
		if l.TokensAt(now) >= float64(l.Burst()) {
			delete(r.limiters, address)
		}
	}
}
