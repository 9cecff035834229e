// Package proc reads what Linux says of processes: proc(5). Elsewhere it finds out
// nothing, and says so.
package proc

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// tickTime is the unit of processor time in /proc, the same on all that Go runs on.
const tickTime = 10 * time.Millisecond

// ThreadID returns the thread that calls it.
func ThreadID() int { return unix.Gettid() }

// ThreadTime returns the processor time that the thread which calls it has used.
func ThreadTime() time.Duration {
	var used unix.Timespec
	unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &used) // there is such a clock
	return time.Duration(used.Nano())
}

// UserTime returns the processor time that a thread of a process has spent on its own
// instructions: not in the kernel, where a page fault takes 0.5 µs on one machine and
// 40 on another. ok is false if the thread has ended.
func UserTime(pid, thread int) (used time.Duration, ok bool) {
	s, ok := readStatus(fmt.Sprintf("/proc/%d/task/%d/stat", pid, thread))
	return s.User, ok
}

// A Status is some of what /proc/PID/stat says of a process.
type Status struct {
	Parent int
	User   time.Duration // processor time spent on the process's own instructions
	All    time.Duration // with the kernel's, and those of the processes that it has waited for
}

// StatusOf returns the status of a process, the zero one if it has ended.
func StatusOf(pid int) Status {
	s, _ := readStatus(fmt.Sprintf("/proc/%d/stat", pid))
	return s
}

// readStatus reads a file as proc_pid_stat(5) has it. ok is false if there is none.
func readStatus(file string) (s Status, ok bool) {
	stat, err := os.ReadFile(file)
	if err != nil {
		return s, false
	}
	// What follows the name, which may have anything in it: the state, the parent,
	// and from the 12th on user and system time.
	_, rest, _ := strings.Cut(string(stat[strings.LastIndexByte(string(stat), ')')+1:]), " ")
	fields := strings.Fields(rest)
	if len(fields) < 15 {
		return s, false
	}
	number := func(field string) int {
		n, _ := strconv.Atoi(field) // they all are numbers
		return n
	}
	s.Parent = number(fields[1])
	s.User = time.Duration(number(fields[11])) * tickTime
	s.All = s.User + time.Duration(number(fields[12])+number(fields[13])+number(fields[14]))*tickTime
	return s, true
}

// All returns the processes that there are.
func All() (pids []int) {
	dir, err := os.Open("/proc")
	if err != nil {
		return nil
	}
	defer dir.Close()
	names, _ := dir.Readdirnames(-1) // those that could be read
	for _, name := range names {
		if pid, err := strconv.Atoi(name); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids
}
