//go:build !unix

package sandbox

import (
	"os"
	"time"

	"asynctour/server/play"
)

// confine does nothing where a process cannot limit itself: the program's
// memory is bounded all the same, and its time by the wall clock.
func confine(play.Limits) error { return nil }

// outOfCPU reports whether a process has used up its processor time.
func outOfCPU(state *os.ProcessState, limit time.Duration) bool {
	return state.UserTime()+state.SystemTime() >= limit
}
