package sandbox

import (
	"context"
	"sync"
	"time"
)

// A Made is a value that is made when it is first asked for, and once. Only a success is
// kept: after a failure the value is made again when it is next asked for, but no sooner
// than a pause that is at least as long as the failure took. So the failures of a full
// disk end with it, and take at most half of a processor.
type Made[T comparable] struct {
	make  func() (T, error)
	pause time.Duration

	mu       sync.Mutex    // guards what follows
	underway chan struct{} // closed when the attempt under way has ended; nil: there is none
	kept     bool
	value    T
	err      error         // of the last attempt
	ended    time.Time     // when that was
	wait     time.Duration // the pause after it
}

// NewMade returns a Made that make makes, with a pause of at least that length after a failure.
func NewMade[T comparable](pause time.Duration, make func() (T, error)) *Made[T] {
	return &Made[T]{make: make, pause: pause}
}

// Get returns the value, and makes it if need be. Callers who come while it is being made
// wait for that, or until ctx ends, and get the same result.
func (m *Made[T]) Get(ctx context.Context) (T, error) {
	m.mu.Lock()
	if !m.kept && m.underway == nil && (m.err == nil || time.Since(m.ended) >= m.wait) {
		m.underway = make(chan struct{})
		m.mu.Unlock()
		m.attempt()
		m.mu.Lock()
	}
	if underway := m.underway; underway != nil {
		m.mu.Unlock()
		select {
		case <-underway:
		case <-ctx.Done():
			var none T
			return none, context.Cause(ctx)
		}
		m.mu.Lock()
	}
	defer m.mu.Unlock()
	return m.value, m.err
}

// attempt makes the value.
func (m *Made[T]) attempt() {
	begun := time.Now()
	value, err := m.make()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.value, m.err, m.kept = value, err, err == nil
	m.ended, m.wait = time.Now(), max(m.pause, time.Since(begun))
	close(m.underway)
	m.underway = nil
}

// Err returns why there is no value: the error of the last attempt, nil before the first.
func (m *Made[T]) Err() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.err
}

// Forget has the value made again, if it still is the one of the caller, who has found it
// to be of no use any more.
func (m *Made[T]) Forget(value T) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept && m.value == value {
		var none T
		m.kept, m.value = false, none
	}
}
