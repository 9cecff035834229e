package sandbox

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// descendants returns the processes that pid has started, and those that they have.
// It looks at all that there are: a process's children are known by its threads, and
// what the system has told of a thread it has to forget when that ends, in a lock
// that holds up whoever waits for the process.
func descendants(pid int) (pids []int) {
	proc, err := os.Open("/proc")
	if err != nil {
		return nil
	}
	defer proc.Close()
	names, _ := proc.Readdirnames(-1) // those that could be read
	children := map[int][]int{}
	for _, name := range names {
		if n, err := strconv.Atoi(name); err == nil {
			parent := status(n).parent
			children[parent] = append(children[parent], n)
		}
	}
	pids = children[pid]
	for i := 0; i < len(pids); i++ {
		pids = append(pids, children[pids[i]]...)
	}
	return pids
}

// A processStatus is some of what /proc/PID/stat tells.
type processStatus struct {
	parent int
	ticks  int // processor time, with that of the processes that it has waited for
}

// status returns that of a process, the zero one if it has ended.
func status(pid int) processStatus {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return processStatus{}
	}
	// What follows the name, which may have anything in it: the state, the parent, and from the 12th on user and system time.
	_, rest, _ := strings.Cut(string(stat[strings.LastIndexByte(string(stat), ')')+1:]), " ")
	fields := strings.Fields(rest)
	if len(fields) < 15 {
		return processStatus{}
	}
	number := func(field string) int {
		n, _ := strconv.Atoi(field) // they all are numbers
		return n
	}
	return processStatus{number(fields[1]), number(fields[11]) + number(fields[12]) + number(fields[13]) + number(fields[14])}
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
