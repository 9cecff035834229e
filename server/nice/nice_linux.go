package nice

import (
	"fmt"
	"path/filepath"
	"strconv"
	"syscall"
)

// Set lowers the priority of all threads of a process, each of which has its own,
// to n. A thread or a process that starts later is as nice as what starts it.
func Set(pid, n int) {
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", pid))
	if err != nil {
		return // without /proc it stays as it is
	}
	for _, thread := range threads {
		if id, err := strconv.Atoi(filepath.Base(thread)); err == nil {
			syscall.Setpriority(syscall.PRIO_PROCESS, id, n) // a thread may have ended
		}
	}
}
