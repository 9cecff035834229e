package play

import (
	"context"
	"sync"
)

// A Queue lets a bounded number of holders in, first come first served, and a
// bounded number wait.
type Queue struct {
	mu      sync.Mutex
	free    int
	most    int // that may wait
	waiting []*ticket
}

// A ticket is a place in the queue.
type ticket struct {
	ready    chan struct{} // closed when its turn has come
	position chan int      // its newest position, if not read yet
}

// NewQueue returns a queue for at most slots holders and most waiting.
func NewQueue(slots, most int) *Queue {
	return &Queue{free: slots, most: most}
}

// Acquire waits for a slot. It calls moved with the position, from 1, while
// there are others before; not at all when there is a slot at once. The caller
// calls release once, and only if err is nil. The error is ctx's, or a *Fault
// when too many wait already.
func (q *Queue) Acquire(ctx context.Context, moved func(position int)) (release func(), err error) {
	q.mu.Lock()
	if q.free > 0 {
		q.free--
		q.mu.Unlock()
		return q.release, nil
	}
	if len(q.waiting) >= q.most {
		q.mu.Unlock()
		return nil, &Fault{Reason: Busy, Key: "busy", Args: []any{"queued", q.most}}
	}
	t := &ticket{ready: make(chan struct{}), position: make(chan int, 1)}
	q.waiting = append(q.waiting, t)
	t.position <- len(q.waiting)
	q.mu.Unlock()

	for {
		select {
		case n := <-t.position:
			moved(n)
		case <-t.ready:
			return q.release, nil
		case <-ctx.Done():
			q.leave(t)
			return nil, context.Cause(ctx)
		}
	}
}

// Len returns how many wait.
func (q *Queue) Len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting)
}

// release gives a holder's slot to the first who waits.
func (q *Queue) release() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		q.free++
		return
	}
	first := q.waiting[0]
	q.waiting = q.waiting[1:]
	close(first.ready)
	q.renumber()
}

// leave takes t out of the queue, or passes its slot on if it has just got one.
func (q *Queue) leave(t *ticket) {
	q.mu.Lock()
	for i, w := range q.waiting {
		if w == t {
			q.waiting = append(q.waiting[:i:i], q.waiting[i+1:]...)
			q.renumber()
			q.mu.Unlock()
			return
		}
	}
	q.mu.Unlock()
	q.release()
}

// renumber tells all who wait where they are now. It is called with mu held.
func (q *Queue) renumber() {
	for i, t := range q.waiting {
		select {
		case <-t.position: // the one not read yet is out of date
		default:
		}
		t.position <- i + 1
	}
}
