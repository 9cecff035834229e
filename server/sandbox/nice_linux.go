package sandbox

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	// eager is how much processor time a program has before it gives way to
	// others.
	eager = time.Second
	// niceness is how far it then does: one that has not computed as long gets
	// sixty times as much of a core.
	niceness = 19
	// crowded is how far programs give way from the start whose address has two
	// others under way: to those of addresses that have not, which get three times
	// as much of a core.
	crowded = 15
)

// A crowd counts the programs that are under way, by the address that they came
// from. An attacker has many; a school has many too, but they give way to each
// other alike.
type crowd struct {
	mu   sync.Mutex
	size map[string]int
}

// enter counts one more of an address, and returns how many others it has.
func (c *crowd) enter(address string) (others int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.size == nil {
		c.size = map[string]int{}
	}
	c.size[address]++
	return c.size[address] - 1
}

// leave counts one less.
func (c *crowd) leave(address string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.size[address]--; c.size[address] == 0 {
		delete(c.size, address)
	}
}

// renice lowers the priority of all threads of a process, each of which has its
// own, to n. A thread that starts meanwhile is as nice as the one that starts it.
func renice(pid, n int) {
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

// tickTime is the unit of processor time in /proc, the same on all that Go runs on.
const tickTime = 10 * time.Millisecond

// computed returns how much processor time a process has used, and those that it
// has waited for.
func computed(pid int) time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	// What follows the name, which may have anything in it: the state, and from the 12th on user and system time.
	_, rest, _ := strings.Cut(string(stat[strings.LastIndexByte(string(stat), ')')+1:]), " ")
	fields := strings.Fields(rest)
	if len(fields) < 15 {
		return 0
	}
	var ticks int
	for _, field := range fields[11:15] {
		n, err := strconv.Atoi(field)
		if err != nil {
			return 0
		}
		ticks += n
	}
	return time.Duration(ticks) * tickTime
}
