package sandbox

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// A census is all processes that there are, by their parents. To ask for those of
// one parent alone would be to ask for those of its threads, and what the system has
// told of a thread it has to forget when that ends, in a lock that holds up whoever
// waits for the process.
type census struct {
	mu       sync.Mutex
	seen     time.Time // when it was begun to be looked at
	children map[int][]int
}

// everyone is the census of all sandboxes.
var everyone census

// descendants returns the processes that pid has started, and those that they have,
// as they are now. Who asks while somebody else looks shares the next look.
func (c *census) descendants(pid int) (pids []int) {
	asked := time.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen.Before(asked) {
		c.look()
	}
	pids = append(pids, c.children[pid]...)
	for i := 0; i < len(pids); i++ {
		pids = append(pids, c.children[pids[i]]...)
	}
	return pids
}

// look looks at all processes. It is called with mu held.
func (c *census) look() {
	c.seen, c.children = time.Now(), map[int][]int{}
	proc, err := os.Open("/proc")
	if err != nil {
		return
	}
	defer proc.Close()
	names, _ := proc.Readdirnames(-1) // those that could be read
	for _, name := range names {
		if n, err := strconv.Atoi(name); err == nil {
			parent := status(n).parent
			c.children[parent] = append(c.children[parent], n)
		}
	}
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

// openFamily opens the descendants pids of the process root, so that they are known
// even when their numbers are those of others. One that has ended since they were
// counted may have left its number to a stranger, who has another parent.
func openFamily(root int, pids []int) (family []int) {
	for _, pid := range pids {
		fd, err := unix.PidfdOpen(pid, 0)
		if err != nil {
			continue
		}
		if parent := status(pid).parent; parent != root && !slices.Contains(pids, parent) {
			unix.Close(fd)
			continue
		}
		family = append(family, fd)
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
