//go:build !unix

package rlimit

// SetSelf does nothing where a process cannot limit itself: the program's memory is
// bounded all the same, and its time by the wall clock.
func (Table) SetSelf() error { return nil }
