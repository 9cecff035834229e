package nice

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// Set sets the nice value of a process and all of its threads to n. Processes that it
// starts later inherit n, except sessions that it begins where autogroups are on.
func Set(pid, n int) {
	if autogroups() {
		// Between sessions only the autogroup's value counts. That of our own session
		// stays.
		if group := autogroup(strconv.Itoa(pid)); group != "" && group != autogroup("self") {
			os.WriteFile(fmt.Sprintf("/proc/%d/autogroup", pid), []byte(strconv.Itoa(n)), 0) // it may have ended
			return
		}
	}
	for _, thread := range threads(pid) { // each has its own
		syscall.Setpriority(syscall.PRIO_PROCESS, thread, n) // it may have ended
	}
}

// threads returns the threads of a process, none if it has ended.
func threads(pid int) (all []int) {
	f, err := os.Open(fmt.Sprintf("/proc/%d/task", pid))
	if err != nil {
		return nil
	}
	defer f.Close()
	names, _ := f.Readdirnames(-1) // those that could be read
	for _, name := range names {
		if n, err := strconv.Atoi(name); err == nil {
			all = append(all, n)
		}
	}
	return all
}

// autogroups reports whether cores are shared by session, see sched(7): if that is on,
// and this process is in the root control group.
var autogroups = sync.OnceValue(func() bool {
	on, err := os.ReadFile("/proc/sys/kernel/sched_autogroup_enabled")
	if err != nil || strings.TrimSpace(string(on)) != "1" {
		return false
	}
	if _, err := os.Stat("/sys/fs/cgroup/cpu.weight"); err == nil {
		return false // the root group does not have this file
	}
	groups, err := os.ReadFile("/proc/self/cgroup") // lines such as "2:cpu,cpuacct:/" and "0::/"
	for line := range strings.Lines(string(groups)) {
		_, controllers, _ := strings.Cut(line, ":")
		controllers, path, _ := strings.Cut(strings.TrimSpace(controllers), ":")
		if (controllers == "" || slices.Contains(strings.Split(controllers, ","), "cpu")) && path != "/" {
			return false
		}
	}
	return err == nil
})

// autogroup returns the name of the autogroup of a process.
func autogroup(pid string) string {
	says, err := os.ReadFile("/proc/" + pid + "/autogroup") // "/autogroup-1234 nice 0"
	if err != nil {
		return ""
	}
	name, _, _ := strings.Cut(string(says), " ")
	return name
}
