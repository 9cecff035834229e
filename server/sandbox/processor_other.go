//go:build !linux

package sandbox

import (
	"time"

	"asynctour/server/play"
)

// threadID returns no thread: there is nothing by which to ask for its time.
func threadID() int { return 0 }

// threadTime returns the time that has passed: there is nothing that says how much of it
// was the thread's.
func threadTime() time.Duration { return time.Since(started) }

var started = time.Now()

// userTime does not find out: the system limits the processor time of a child.
func userTime(pid, thread int) (used time.Duration, ok bool) { return 0, false }

// rlimitCPU is what a child's processor time is limited to by the system.
func rlimitCPU(l play.Limits) time.Duration { return l.CPU }
