package sandbox

import (
	"errors"
	"sync"
)

// A spare is a process that waits for its run.
type spare interface {
	// dead reports whether it has come to an end meanwhile: somebody killed it.
	dead() bool
	end()
}

// A pool keeps a few processes started ahead, so that a run need not wait for
// one.
type pool[P spare] struct {
	start func() (P, error)
	idle  chan P

	mu     sync.Mutex
	closed bool
	live   sync.WaitGroup
}

// newPool returns a pool of size processes that start starts.
func newPool[P spare](size int, start func() (P, error)) (*pool[P], error) {
	l := &pool[P]{start: start, idle: make(chan P, size)}
	for range size {
		p, err := start()
		if err != nil {
			l.close()
			return nil, err
		}
		l.idle <- p
	}
	return l, nil
}

// take returns a process, a spare one if there are more than leave, which others
// are to have. The caller calls live.Done when it has ended.
func (l *pool[P]) take(leave int) (P, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		var none P
		return none, errors.New("the sandbox is closed")
	}
	l.live.Add(1)
	for len(l.idle) > leave {
		p := <-l.idle
		if !p.dead() {
			return p, nil
		}
		p.end()
	}
	p, err := l.start()
	if err != nil {
		l.live.Done()
	}
	return p, err
}

// refill starts processes in the place of those that were taken, or found dead.
// One that cannot be started is for the next refill, or for the run that takes it.
func (l *pool[P]) refill() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for !l.closed && len(l.idle) < cap(l.idle) {
		p, err := l.start()
		if err != nil {
			return
		}
		l.idle <- p // there is room: only refill puts one in, with mu held
	}
}

// close ends the spare processes and waits for those that run.
func (l *pool[P]) close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	for {
		select {
		case p := <-l.idle:
			p.end()
		default:
			l.live.Wait()
			return
		}
	}
}
