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

	mu       sync.Mutex
	closed   bool
	starting int // for the spare ones
	live     sync.WaitGroup
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
// are to have. The caller has entered.
func (l *pool[P]) take(leave int) (P, error) {
	for p, ok := l.pop(leave); ok; p, ok = l.pop(leave) {
		if !p.dead() {
			return p, nil
		}
		p.end()
	}
	return l.start()
}

// enter counts one more run, until it calls leave, unless the pool is closed.
func (l *pool[P]) enter() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return errors.New("the sandbox is closed")
	}
	l.live.Add(1)
	return nil
}

// leave says that a run has ended, and its process.
func (l *pool[P]) leave() { l.live.Done() }

// pop returns a spare process if there are more than leave.
func (l *pool[P]) pop(leave int) (p P, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.idle) <= leave {
		return p, false
	}
	select {
	case p = <-l.idle:
		return p, true
	default:
		return p, false // close has been quicker
	}
}

// refill starts processes in the place of those that were taken, or found dead.
// One that cannot be started is for the next refill, or for the run that takes it.
func (l *pool[P]) refill() {
	for l.begin() {
		p, err := l.start()
		if !l.put(p, err) {
			return
		}
	}
}

// begin counts one that is about to start, if there is room for it.
func (l *pool[P]) begin() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed || len(l.idle)+l.starting >= cap(l.idle) {
		return false
	}
	l.starting++
	l.live.Add(1)
	return true
}

// put adds one that has been started, and reports whether it could be; one that
// comes too late it ends.
func (l *pool[P]) put(p P, err error) bool {
	defer l.live.Done()
	l.mu.Lock()
	l.starting--
	late := l.closed
	if err == nil && !late {
		l.idle <- p // there is room: begin has seen to it
	}
	l.mu.Unlock()
	if err == nil && late {
		p.end()
	}
	return err == nil && !late
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
