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

// Set lowers the priority of a process to n. What it starts later is as nice, but
// for sessions that it begins where cores are shared among sessions.
func Set(pid, n int) {
	if autogroups() {
		// What counts among sessions is what the session has. Ours is to stay as it is.
		if group := autogroup(strconv.Itoa(pid)); group != "" && group != autogroup("self") {
			os.WriteFile(fmt.Sprintf("/proc/%d/autogroup", pid), []byte(strconv.Itoa(n)), 0) // it may have ended
			return
		}
	}
	for _, thread := range threads(pid) { // each has its own
		syscall.Setpriority(syscall.PRIO_PROCESS, thread, n) // it may have ended
	}
}

// threads returns those of a process, none if it has ended.
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

// autogroups reports whether the cores are shared among sessions, as sched(7) says:
// where that is on, and we are in no control group of a service or a container.
var autogroups = sync.OnceValue(func() bool {
	on, err := os.ReadFile("/proc/sys/kernel/sched_autogroup_enabled")
	if err != nil || strings.TrimSpace(string(on)) != "1" {
		return false
	}
	if _, err := os.Stat("/sys/fs/cgroup/cpu.weight"); err == nil {
		return false // which the group of all does not have
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

// autogroup returns the name of the session's group in which a process is.
func autogroup(pid string) string {
	says, err := os.ReadFile("/proc/" + pid + "/autogroup") // "/autogroup-1234 nice 0"
	if err != nil {
		return ""
	}
	name, _, _ := strings.Cut(string(says), " ")
	return name
}
