package sandbox

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"asynctour/server/nice"
)

const (
	// watchEvery is how often a sandbox's memory and processor time are looked at.
	// Most programs never use much memory: their address space is bounded.
	watchEvery = 100 * time.Millisecond
	// kernelMemory is what a sandbox may use beside its program's memory: for its
	// kernel, and for the program itself as a file.
	kernelMemory = 160 << 20
)

// watch kills the sandbox when it uses more than limit bytes and what it needs for
// itself, and has it give way when it computes for long. The function that it
// returns ends the watch and tells whether it did kill.
func (b *box) watch(limit int64) (over func() bool) {
	var killed atomic.Bool
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		ticker := time.NewTicker(watchEvery)
		defer ticker.Stop()
		var pid int
		for {
			select {
			case <-stop:
				return
			case <-ticker.C:
			}
			if pid == 0 {
				pid = kernelOf(b.cmd.Process.Pid)
			}
			b.yield()
			if pid != 0 && memoryOf(pid) > limit+kernelMemory {
				killed.Store(true)
				b.kill()
				return
			}
		}
	}()
	return func() bool {
		close(stop)
		<-stopped
		return killed.Load()
	}
}

// yield has the sandbox give way to others once it has computed for a while.
func (b *box) yield() {
	var used time.Duration
	for _, pid := range descendants(b.cmd.Process.Pid) {
		used += computed(pid)
	}
	if used < eager {
		return
	}
	b.renice(nice.Computing)
}

// renice lowers the priority of the sandbox's processes to n.
func (b *box) renice(n int) {
	pid := b.cmd.Process.Pid
	for _, pid := range append(descendants(pid), pid) {
		nice.Set(pid, n)
	}
}

// kernelOf returns the process that is a sandbox's kernel: the descendant of runsc
// that calls itself so. It returns 0 where there is none (any more).
func kernelOf(runsc int) int {
	for _, pid := range descendants(runsc) {
		line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		if err == nil && strings.HasPrefix(string(line), "runsc-sandbox") {
			return pid
		}
	}
	return 0
}

// memoryOf returns how many bytes a sandbox uses: those of its kernel, and those
// of the file that is its programs' memory.
func memoryOf(pid int) int64 {
	var size, resident, shared int64
	statm, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0
	}
	if _, err := fmt.Sscan(string(statm), &size, &resident, &shared); err != nil {
		return 0
	}
	used := (resident - shared) * int64(os.Getpagesize())
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid)) // the pattern is a good one
	for _, file := range files {
		var stat syscall.Stat_t
		if target, err := os.Readlink(file); err != nil || !strings.HasPrefix(target, "/memfd:runsc-memory") {
			continue
		}
		if syscall.Stat(file, &stat) == nil {
			used += stat.Blocks * 512
		}
	}
	return used
}
