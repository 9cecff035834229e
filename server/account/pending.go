package account

import (
	"sync"
	"time"

	"asynctour/server/store"
)

const (
	// pendingTime is how long somebody may take between the two halves of signing in.
	pendingTime = 10 * time.Minute
	// maxPending is how many may be between them. A further one takes the place of any other, who has to begin anew.
	maxPending = 10_000
)

// A pending keeps what is between the two requests of signing in, by a random name. Each is taken once.
type pending[T any] struct {
	mu  sync.Mutex
	all map[string]waiting[T]
}

type waiting[T any] struct {
	what  T
	until time.Time
}

// add keeps what, and returns its name.
func (p *pending[T]) add(what T) (name string) {
	now := time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.all == nil {
		p.all = map[string]waiting[T]{}
	}
	if len(p.all) >= maxPending {
		for name, w := range p.all {
			if w.until.Before(now) {
				delete(p.all, name)
			}
		}
	}
	for name := range p.all {
		if len(p.all) < maxPending {
			break
		}
		delete(p.all, name)
	}
	name = store.Token()
	p.all[name] = waiting[T]{what, now.Add(pendingTime)}
	return name
}

// take returns what has a name, which nobody has then.
func (p *pending[T]) take(name string) (what T, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	w, ok := p.all[name]
	delete(p.all, name)
	return w.what, ok && time.Now().Before(w.until)
}
