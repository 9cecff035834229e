package sandbox

import (
	"errors"
	"sync"
)

// A pool keeps a few processes started ahead, so that a run need not wait for
// one.
type pool[P interface{ end() }] struct {
	start func() (P, error)
	idle  chan P

	mu     sync.Mutex
	closed bool
	live   sync.WaitGroup
}

// newPool returns a pool of spare processes that start starts.
func newPool[P interface{ end() }](spare int, start func() (P, error)) (*pool[P], error) {
	l := &pool[P]{start: start, idle: make(chan P, spare)}
	for range spare {
		p, err := start()
		if err != nil {
			l.close()
			return nil, err
		}
		l.idle <- p
	}
	return l, nil
}

// take returns a process, a spare one if there is any. The caller calls
// live.Done when it has ended.
func (l *pool[P]) take() (P, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		var none P
		return none, errors.New("the sandbox is closed")
	}
	l.live.Add(1)
	select {
	case p := <-l.idle:
		return p, nil
	default:
	}
	p, err := l.start()
	if err != nil {
		l.live.Done()
	}
	return p, err
}

// refill starts a spare process in the place of one that was taken.
func (l *pool[P]) refill() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed || len(l.idle) == cap(l.idle) {
		return
	}
	if p, err := l.start(); err == nil {
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
