package rlimit

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"asynctour/server/play"
)

// ChildTime is the processor time of a child, in case that the server cannot watch it:
// more than its threads can use in the time of a run.
func ChildTime(l play.Limits) time.Duration { return 2 * l.Wall }

// Set limits another process, which keeps lower limits that it has already. One that has
// ended needs none.
func (t Table) Set(pid int) error {
	numbers := map[Resource]int{
		AddressSpace: unix.RLIMIT_AS, Core: unix.RLIMIT_CORE, FileSize: unix.RLIMIT_FSIZE, Heap: unix.RLIMIT_DATA,
		OpenFiles: unix.RLIMIT_NOFILE, ProcessorTime: unix.RLIMIT_CPU, Threads: unix.RLIMIT_NPROC,
	}
	for resource, most := range t {
		var limit unix.Rlimit
		err := unix.Prlimit(pid, numbers[resource], nil, &limit)
		if err == nil {
			limit.Max = min(limit.Max, most) // only root could raise it
			limit.Cur = limit.Max
			err = unix.Prlimit(pid, numbers[resource], &limit, nil)
		}
		if err != nil && err != unix.ESRCH {
			return fmt.Errorf("limit %s of process %d: %w", resource, pid, err)
		}
	}
	return nil
}
