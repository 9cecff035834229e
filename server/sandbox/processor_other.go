//go:build !linux

package sandbox

import (
	"time"

	"asynctour/server/play"
)

// threadID returns no thread: there is nothing by which to ask for its time.
func threadID() int { return 0 }

// userTime does not find out: the system limits the processor time of a child.
func userTime(pid, thread int) (used time.Duration, ok bool) { return 0, false }

// rlimitCPU is what a child's processor time is limited to by the system.
func rlimitCPU(l play.Limits) time.Duration { return l.CPU }
