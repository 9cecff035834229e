//go:build !linux

package proc

import "time"

// ThreadID returns no thread: there is nothing by which to ask for its time.
func ThreadID() int { return 0 }

// ThreadTime returns the time that has passed: nothing says how much of it was the
// thread's.
func ThreadTime() time.Duration { return time.Since(started) }

var started = time.Now()

// UserTime does not find out: the system limits the processor time of a child.
func UserTime(pid, thread int) (used time.Duration, ok bool) { return 0, false }

// Exited finds out nothing: the run that takes a dead process reports it.
func Exited(pid int) bool { return false }
