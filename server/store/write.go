package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

const (
	queueLength = 1024             // changes that wait for the writer; further ones wait for a place
	groupSize   = 256              // changes in a transaction
	groupTime   = 10 * time.Second // that a transaction may take, with its commit
)

// ErrClosed is the error of a write to a store that is closed.
var ErrClosed = errors.New("the store is closed")

// A change is one call of Write.
type change struct {
	ctx   context.Context
	f     func(tx *sql.Tx) error
	taken atomic.Bool // by the writer, or given up by the caller
	panic any         // what f has panicked with
	done  chan error
}

// Write has the writer run f, and returns when that is committed, and on disk. An error of f's is returned, and undoes
// what f has done, and nothing else. After any other error nothing of f is there, unless the connection broke just
// during the commit: then it may be there, which is why what comes from a page carries a key.
//
// f may run twice, if what it was grouped with has failed. It must neither end the transaction, nor use a context that
// may be cancelled, since a query that is cancelled takes the transaction with it: tx.Exec, not tx.ExecContext. ctx is
// for the waiting: what it ends before f has begun is not done.
func (s *Store) Write(ctx context.Context, f func(tx *sql.Tx) error) error {
	c := &change{ctx: ctx, f: f, done: make(chan error, 1)}
	select {
	case s.queue <- c:
	case <-s.stop:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-c.done:
		return c.result(err)
	case <-s.ended:
	case <-ctx.Done():
	}
	if c.taken.CompareAndSwap(false, true) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return ErrClosed
	}
	return c.result(<-c.done)
}

// result returns err, or panics in the caller with what f has panicked with.
func (c *change) result(err error) error {
	if c.panic != nil {
		panic(c.panic)
	}
	return err
}

// writer runs what queues until the store is closed.
func (s *Store) writer() {
	defer close(s.ended)
	for {
		select {
		case c := <-s.queue:
			s.runGroup(s.gather(c))
		case <-s.stop:
			return
		}
	}
}

// gather returns the changes that are run together: first, and those that have queued behind it.
func (s *Store) gather(first *change) []*change {
	var group []*change
	for c := first; ; {
		if c.taken.CompareAndSwap(false, true) {
			group = append(group, c)
		}
		if len(group) == groupSize {
			return group
		}
		select {
		case c = <-s.queue:
		default:
			return group
		}
	}
}

// runGroup commits the changes of a group together. Where one of them has spoilt the transaction, each gets one of its
// own.
func (s *Store) runGroup(group []*change) {
	if len(group) == 0 {
		return
	}
	results, err := s.runTogether(group)
	if errors.Is(err, errSpoilt) && len(group) > 1 {
		for _, c := range group {
			s.runGroup([]*change{c})
		}
		return
	}
	for i, c := range group {
		if err != nil {
			c.done <- err
		} else {
			c.done <- results[i]
		}
	}
}

// errSpoilt is the error of a transaction that went wrong before its commit: nothing of it is there.
var errSpoilt = errors.New("the transaction is of no use any more")

// runTogether runs changes in one transaction, and returns the error of each. With err nothing is committed.
func (s *Store) runTogether(group []*change) (results []error, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), groupTime)
	defer cancel()
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return nil, s.fault(fmt.Errorf("begin to write: %w", err))
	}
	defer tx.Rollback()
	results = make([]error, len(group))
	for i, c := range group {
		err, broken := c.run(tx)
		if broken != nil {
			return nil, s.fault(fmt.Errorf("%w: %w", errSpoilt, broken))
		}
		results[i] = s.fault(err)
	}
	if err := tx.Commit(); err != nil {
		return nil, s.fault(fmt.Errorf("commit: %w", err))
	}
	return results, nil
}

// run runs a change in a savepoint. It returns its error, and a second one if the transaction is of no use any more.
func (c *change) run(tx *sql.Tx) (err, broken error) {
	if _, err := tx.Exec("savepoint one"); err != nil {
		return nil, fmt.Errorf("savepoint: %w", err)
	}
	if err = c.call(tx); err == nil {
		_, err = tx.Exec("release savepoint one")
		if err == nil {
			return nil, nil
		}
	}
	if _, undone := tx.Exec("rollback to savepoint one"); undone != nil {
		return err, errors.Join(err, undone)
	}
	if _, released := tx.Exec("release savepoint one"); released != nil {
		return err, errors.Join(err, released)
	}
	return err, nil
}

// call calls f, and keeps what it panics with for its caller.
func (c *change) call(tx *sql.Tx) (err error) {
	defer func() {
		if c.panic = recover(); c.panic != nil {
			err = fmt.Errorf("panic: %v", c.panic)
		}
	}()
	return c.f(tx)
}
