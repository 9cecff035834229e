package gvisor

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"asynctour/server/nice"
	"asynctour/server/play"
	"asynctour/server/proc"
	"asynctour/server/sandbox"
)

const (
	// startEvery is how often a sandbox that starts is looked at, if it is to give way.
	startEvery = 10 * time.Millisecond
	// kernelMemory is what a sandbox may use beside its program's memory: for its
	// kernel, and for the program itself as a file.
	kernelMemory = 160 << 20
)

// An excess is what a program had of a limit when its sandbox was killed for it. The
// zero value is none.
type excess struct {
	memory bool
	cpu    time.Duration
}

// watch looks at the sandbox every sandbox.WatchEvery, kills it when its program passes the
// limit of memory or of processor time, and has it give way: by niceness, and further
// when it computes for long. Most programs never use much memory: their address space
// is bounded. The function that it returns ends the watch, and returns for what the
// sandbox was killed.
func (b *box) watch(l play.Limits, niceness int) (over func() excess) {
	var found excess
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		b.startNicely(niceness, stop)
		found = b.guard(l, niceness, stop)
	}()
	return sync.OnceValue(func() excess {
		close(stop)
		<-stopped
		return found
	})
}

// startNicely returns when the sandbox is up. Before, it has the kernel give way by
// niceness: in a session of its own that does not follow from what has started it.
func (b *box) startNicely(niceness int, stop <-chan struct{}) {
	var look <-chan time.Time
	if niceness > 0 {
		ticker := time.NewTicker(startEvery)
		defer ticker.Stop()
		look = ticker.C
	}
	for {
		select {
		case <-stop:
			return
		case <-b.up:
			return
		case <-look:
			if kernel := b.kernel(); kernel != 0 {
				nice.Set(kernel, niceness)
				look = nil
			}
		}
	}
}

// guard does what watch says for a sandbox that is up.
func (b *box) guard(l play.Limits, niceness int, stop <-chan struct{}) excess {
	ticker := time.NewTicker(sandbox.WatchEvery)
	defer ticker.Stop()
	before, own := b.computed() // by the programs before, or for the start
	for look := 0; ; look++ {
		// The program gets processes of its own in the sandbox's kernel: soon, and on a
		// slow machine later. It cannot have more by itself.
		again := look&(look-1) == 0 && look > 0
		if again {
			b.pids = everyone.descendants(b.cmd.Process.Pid)
		}
		all, user := b.computed()
		if niceness < nice.Computing && all-before >= l.Eager {
			niceness = nice.Computing
		}
		if niceness != b.niceness || again && niceness > 0 {
			for _, pid := range b.pids {
				nice.Set(pid, niceness)
			}
			b.niceness = niceness
		}
		switch {
		case b.memory.bytes() > l.Memory+kernelMemory:
			b.kill()
			return excess{memory: true}
		case user-own >= l.CPU:
			b.kill()
			return excess{cpu: user - own}
		}
		select {
		case <-stop:
			return excess{}
		case <-ticker.C:
		}
	}
}

// computed returns how much processor time the processes of the sandbox have used in
// all, and how much of it is its programs' own: what those that are not the kernel
// have spent on their instructions. What the kernel does for a program, such as its
// page faults, depends on the machine.
func (b *box) computed() (all, user time.Duration) {
	for _, pid := range b.pids {
		s := proc.StatusOf(pid)
		all += s.All
		if pid != b.memory.kernel {
			user += s.User
		}
	}
	return all, user
}

// kernel returns the process that is the sandbox's kernel, 0 if there is none yet.
func (b *box) kernel() int {
	said, err := os.ReadFile(b.pidFile())
	if err != nil {
		return 0
	}
	pid, _ := strconv.Atoi(string(said)) // runsc writes it in pieces, or has not yet: 0
	return pid
}

// pidFile is where runsc says which process it is.
func (b *box) pidFile() string { return filepath.Join(b.state, "kernel.pid") }

// A usage is the memory of a sandbox: its kernel's, and the file that is its programs'.
type usage struct {
	kernel int
	file   string // in /proc; "" until it is found
}

// bytes returns how many it has.
func (u *usage) bytes() int64 {
	var size, resident, shared int64
	statm, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", u.kernel))
	if err != nil {
		return 0
	}
	if _, err := fmt.Sscan(string(statm), &size, &resident, &shared); err != nil {
		return 0
	}
	used := (resident - shared) * int64(os.Getpagesize())
	if u.file == "" {
		u.file = u.find()
	}
	var stat syscall.Stat_t
	if u.file != "" && syscall.Stat(u.file, &stat) == nil {
		used += stat.Blocks * 512
	}
	return used
}

// find returns the file that is the programs' memory, "" if there is none (yet).
func (u *usage) find() string {
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", u.kernel)) // the pattern is a good one
	for _, file := range files {
		if target, err := os.Readlink(file); err == nil && strings.HasPrefix(target, "/memfd:runsc-memory") {
			return file
		}
	}
	return ""
}
