package sandbox

import (
	"os"
	"slices"
	"strconv"
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
