package sandbox

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"asynctour/server/nice"
)

const (
	// watchEvery is how often a sandbox's memory and processor time are looked at.
	// Most programs never use much memory: their address space is bounded.
	watchEvery = 100 * time.Millisecond
	// startEvery is how often a sandbox that starts is looked at, if it is to give way.
	startEvery = 10 * time.Millisecond
	// kernelMemory is what a sandbox may use beside its program's memory: for its
	// kernel, and for the program itself as a file.
	kernelMemory = 160 << 20
	// tickTime is the unit of processor time in /proc, the same on all that Go runs on.
	tickTime = 10 * time.Millisecond
)

// watch kills the sandbox when it uses more than limit bytes and what it needs for
// itself, and has it give way: by niceness, and further when it computes for long.
// The function that it returns ends the watch and tells whether it did kill.
func (b *box) watch(limit int64, niceness int) (over func() bool) {
	var killed atomic.Bool
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		b.startNicely(niceness, stop)
		killed.Store(b.guard(limit, niceness, stop))
	}()
	return sync.OnceValue(func() bool {
		close(stop)
		<-stopped
		return killed.Load()
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

// guard does what watch says for a sandbox that is up, and returns whether it has
// killed it.
func (b *box) guard(limit int64, niceness int, stop <-chan struct{}) (killed bool) {
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	b.memory.kernel = b.kernel()
	before := computed(b.pids) // by the programs before, or for the start
	for look := 0; ; look++ {
		again := look == 1 // there are new processes for the program by now
		if again {
			b.pids = everyone.descendants(b.cmd.Process.Pid)
		}
		if niceness < nice.Computing && computed(b.pids)-before >= eager {
			niceness = nice.Computing
		}
		if niceness != b.niceness || again && niceness > 0 {
			for _, pid := range b.pids {
				nice.Set(pid, niceness)
			}
			b.niceness = niceness
		}
		if b.memory.bytes() > limit+kernelMemory {
			b.kill()
			return true
		}
		select {
		case <-stop:
			return false
		case <-ticker.C:
		}
	}
}

// computed returns how much processor time processes have used, and those that
// they have waited for.
func computed(pids []int) (all time.Duration) {
	for _, pid := range pids {
		all += time.Duration(status(pid).ticks) * tickTime
	}
	return all
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
