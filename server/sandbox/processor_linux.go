package sandbox

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"asynctour/server/play"
)

// tickTime is the unit of processor time in /proc, the same on all that Go runs on.
const tickTime = 10 * time.Millisecond

// threadID returns the thread that calls it.
func threadID() int { return unix.Gettid() }

// threadTime returns the processor time that the thread which calls it has used.
func threadTime() time.Duration {
	var used unix.Timespec
	unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &used) // there is such a clock
	return time.Duration(used.Nano())
}

// userTime returns the processor time that a thread of a process has spent on its own
// instructions: not in the kernel, where a page fault takes 0.5 µs on one machine and
// 40 on another. ok is false if the thread has ended.
func userTime(pid, thread int) (used time.Duration, ok bool) {
	s, ok := readStatus(fmt.Sprintf("/proc/%d/task/%d/stat", pid, thread))
	return s.user, ok
}

// rlimitCPU is what a child's processor time is limited to by the system, in case
// that the server cannot watch it: more than its threads can use in the time of a run.
func rlimitCPU(l play.Limits) time.Duration { return 2 * l.Wall }

// A processStatus is some of what /proc/PID/stat says.
type processStatus struct {
	parent int
	user   time.Duration // processor time spent on the process's own instructions
	all    time.Duration // with the kernel's, and those of the processes that it has waited for
}

// status returns that of a process, the zero one if it has ended.
func status(pid int) processStatus {
	s, _ := readStatus(fmt.Sprintf("/proc/%d/stat", pid))
	return s
}

// readStatus reads a file as proc_pid_stat(5) has it. ok is false if there is none.
func readStatus(file string) (s processStatus, ok bool) {
	stat, err := os.ReadFile(file)
	if err != nil {
		return s, false
	}
	// What follows the name, which may have anything in it: the state, the parent, and from the 12th on user and system time.
	_, rest, _ := strings.Cut(string(stat[strings.LastIndexByte(string(stat), ')')+1:]), " ")
	fields := strings.Fields(rest)
	if len(fields) < 15 {
		return s, false
	}
	number := func(field string) int {
		n, _ := strconv.Atoi(field) // they all are numbers
		return n
	}
	s.parent = number(fields[1])
	s.user = time.Duration(number(fields[11])) * tickTime
	s.all = s.user + time.Duration(number(fields[12])+number(fields[13])+number(fields[14]))*tickTime
	return s, true
}
