package sandbox

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// descendants returns the processes that pid has started, and those that they have.
func descendants(pid int) (pids []int) {
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid)) // the pattern is a good one
	for _, list := range lists {
		children, err := os.ReadFile(list)
		if err != nil {
			continue // it has just ended
		}
		for _, field := range strings.Fields(string(children)) {
			if child, err := strconv.Atoi(field); err == nil {
				pids = append(append(pids, child), descendants(child)...)
			}
		}
	}
	return pids
}

// pidfds opens processes, so that they are known even when their numbers are those
// of others.
func pidfds(pids []int) (family []int) {
	for _, pid := range pids {
		if fd, err := unix.PidfdOpen(pid, 0); err == nil {
			family = append(family, fd)
		}
	}
	return family
}

// waitFor ends processes that have lost their parent, and waits until they have:
// they do so by themselves, but a moment later.
func waitFor(family []int) {
	for _, fd := range family {
		unix.PidfdSendSignal(fd, unix.SIGKILL, nil, 0)
		for {
			if _, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, -1); err != unix.EINTR {
				break
			}
		}
		unix.Close(fd)
	}
}
