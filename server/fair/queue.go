package fair

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// A Queue lets a bounded number of holders in, and a bounded number wait. It is
// a round robin by address, and within an address by connection: a reader waits
// for at most one job of each other reader per job of its own. When it is full,
// whoever has the most waiting makes room for those who have less.
//
// A holder occupies what the queue is for: a core while it builds, or memory
// while it runs, asleep or not. Processor time is not handed out here: the
// system shares it out among those that compute.
type Queue struct {
	// Waited, if it is not nil, is called with the time that each holder has waited.
	Waited func(time.Duration)

	mu      sync.Mutex
	free    int
	share   int            // slots that one address may hold
	beyond  int            // slots that there are not, for addresses that hold none
	held    map[string]int // slots, by address
	most    int            // that may wait
	waiting turns
}

// A ticket is a place in the queue.
type ticket struct {
	owner    Owner
	ready    chan error // when its turn has come nil; when it has to go, why
	position chan int   // its newest position, if not read yet
}

// A FullError says that too many wait already.
type FullError struct {
	Waiting int // how many may wait
}

// Error says how many wait.
func (e *FullError) Error() string { return fmt.Sprintf("%d are waiting already", e.Waiting) }

// NewQueue returns a queue for at most slots holders and most waiting. Of four
// slots or more an address gets at most three quarters, or runs of a minute each
// could shut all other addresses out. Of two or three it may have all, and an
// address that holds none then gets one more than there are.
func NewQueue(slots, most int) *Queue {
	q := &Queue{free: slots, share: slots, most: most, held: map[string]int{}}
	switch {
	case slots >= 4:
		q.share = slots * 3 / 4
	case slots >= 2:
		q.beyond = 1
	}
	return q
}

// may reports whether there is a slot for an address. It is called with mu held.
func (q *Queue) may(address string) bool {
	held := q.held[address]
	return q.free > 0 && held < q.share || q.free > -q.beyond && held == 0
}

// Acquire waits for a slot for owner. It calls moved with the position, from 1,
// while there are others before; not at all when there is a slot at once. The
// caller calls release once, and only if err is nil. The error is the cause of
// ctx's end, or a *FullError.
func (q *Queue) Acquire(ctx context.Context, owner Owner, moved func(position int)) (release func(), err error) {
	since := time.Now()
	t, err := q.enter(owner)
	if err != nil {
		return nil, err
	}
	for t != nil {
		select {
		case n := <-t.position:
			moved(n)
			continue
		case err := <-t.ready:
			if err != nil {
				return nil, err
			}
		case <-ctx.Done():
			q.leave(t)
			return nil, context.Cause(ctx)
		}
		break
	}
	if q.Waited != nil {
		q.Waited(time.Since(since))
	}
	return func() { q.release(owner) }, nil
}

// enter takes a slot, and returns no ticket, or a place in the queue.
func (q *Queue) enter(owner Owner) (*ticket, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.may(owner.Address) {
		q.free--
		q.held[owner.Address]++
		return nil, nil
	}
	if q.waiting.size >= q.most {
		full := &FullError{Waiting: q.most}
		last := q.waiting.last(owner.Address)
		if last == nil {
			return nil, full
		}
		q.waiting.remove(last)
		last.ready <- full
	}
	t := &ticket{owner: owner, ready: make(chan error, 1), position: make(chan int, 1)}
	q.waiting.push(t)
	q.renumber()
	return t, nil
}

// Len returns how many wait.
func (q *Queue) Len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.waiting.size
}

// release takes a holder's slot back and gives it to whose turn it is.
func (q *Queue) release(owner Owner) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.free++
	if q.held[owner.Address]--; q.held[owner.Address] == 0 {
		delete(q.held, owner.Address)
	}
	next := q.waiting.pop(q.may)
	if next == nil {
		return
	}
	q.free--
	q.held[next.owner.Address]++
	next.ready <- nil
	q.renumber()
}

// leave takes t out of the queue, or passes its slot on if it has just got one.
func (q *Queue) leave(t *ticket) {
	q.mu.Lock()
	if q.waiting.remove(t) {
		q.renumber()
		q.mu.Unlock()
		return
	}
	q.mu.Unlock()
	if err := <-t.ready; err == nil {
		q.release(t.owner)
	}
}

// renumber tells all who wait where they are now. It is called with mu held.
func (q *Queue) renumber() {
	for i, t := range q.waiting.order() {
		select {
		case <-t.position: // the one not read yet is out of date
		default:
		}
		t.position <- i + 1
	}
}
