package sandbox

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// eager is how much processor time a program has before it gives way to others.
const eager = time.Second

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
