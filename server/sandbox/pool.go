package sandbox

import (
	"errors"
	"slices"
	"sync"
	"syscall"
)

// A Spare is a process that waits for its run.
type Spare interface {
	// Dead reports whether it has come to an end meanwhile: somebody killed it.
	Dead() bool
	// End ends it, and waits until it has ended.
	End()
}

// A Pool keeps a few processes started ahead, so that a run need not wait for
// one.
type Pool[P Spare] struct {
	start func() (P, error)
	idle  chan P

	mu       sync.Mutex
	closed   bool
	starting int // for the spare ones
	live     sync.WaitGroup
}

// NewPool returns a pool of size processes that start starts. It has fewer while the system has no
// file or process left for more.
func NewPool[P Spare](size int, start func() (P, error)) (*Pool[P], error) {
	l := &Pool[P]{start: start, idle: make(chan P, size)}
	for range size {
		p, err := start()
		if isScarce(err) {
			break
		}
		if err != nil {
			l.Close()
			return nil, err
		}
		l.idle <- p
	}
	return l, nil
}

// isScarce reports whether an error says that there is no file, process or memory left.
func isScarce(err error) bool {
	return slices.ContainsFunc([]error{syscall.EMFILE, syscall.ENFILE, syscall.EAGAIN, syscall.ENOMEM},
		func(scarce error) bool { return errors.Is(err, scarce) })
}

// Take returns a process, a spare one if there are more than leave, which others
// are to have. The caller has entered.
func (l *Pool[P]) Take(leave int) (P, error) {
	for p, ok := l.pop(leave); ok; p, ok = l.pop(leave) {
		if !p.Dead() {
			return p, nil
		}
		p.End()
	}
	return l.start()
}

// Enter counts one more run, until it calls Leave, unless the pool is closed.
func (l *Pool[P]) Enter() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return errors.New("the sandbox is closed")
	}
	l.live.Add(1)
	return nil
}

// Leave says that a run has ended, and its process.
func (l *Pool[P]) Leave() { l.live.Done() }

// pop returns a spare process if there are more than leave.
func (l *Pool[P]) pop(leave int) (p P, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.idle) <= leave {
		return p, false
	}
	select {
	case p = <-l.idle:
		return p, true
	default:
		return p, false // Close has been quicker
	}
}

// Refill starts processes in the place of those that were taken, or found dead.
// One that cannot be started is for the next refill, or for the run that takes it.
func (l *Pool[P]) Refill() {
	for l.begin() {
		p, err := l.start()
		if !l.put(p, err) {
			return
		}
	}
}

// begin counts one that is about to start, if there is room for it.
func (l *Pool[P]) begin() bool {
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
func (l *Pool[P]) put(p P, err error) bool {
	defer l.live.Done()
	l.mu.Lock()
	l.starting--
	late := l.closed
	if err == nil && !late {
		l.idle <- p // there is room: begin has seen to it
	}
	l.mu.Unlock()
	if err == nil && late {
		p.End()
	}
	return err == nil && !late
}

// Close ends the spare processes and waits for those that run.
func (l *Pool[P]) Close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	for {
		select {
		case p := <-l.idle:
			p.End()
		default:
			l.live.Wait()
			return
		}
	}
}
