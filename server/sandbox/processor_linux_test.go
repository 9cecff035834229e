package sandbox

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"asynctour/server/nice"
	"asynctour/server/play"
)

// TestYield has a program compute until it gives way to others.
func TestYield(t *testing.T) {
	limits := unhurried()
	limits.Eager = play.EagerCPU
	children, err := NewChildren(tour(t), 1, limits)
	if err != nil {
		t.Fatal(err)
	}
	defer children.Close()
	p := <-children.pool.idle
	pid := p.cmd.Process.Pid
	children.pool.idle <- p
	yields(t, limits, func() []int { return []int{pid} }, children.Run, read(t, program(t)))
}

// TestGVisorYields does so in gVisor.
func TestGVisorYields(t *testing.T) {
	limits := unhurried()
	limits.Eager = play.EagerCPU
	g := openGVisor(t, limits)
	yields(t, limits, func() []int { return processes(t, g.dir, "runsc-sandbox") }, g.Run, read(t, native(t)))
}

// yields runs a program that computes, in one of the processes family, and fails
// unless one of them gives way, with all of its threads, before it ends.
func yields(t *testing.T, limits play.Limits, family func() []int, run play.Sandbox, binary []byte) {
	t.Helper()
	in := play.NewInput(limits.Stdin)
	in.Send("spin\n")
	ended := make(chan play.Result, 1)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		result, _ := run(ctx, play.Program{Binary: binary, Clock: play.Real}, in, func(play.Chunk) {}) // most often it is stopped
		ended <- result
	}()
	for gives := false; !gives; runtime.Gosched() {
		select {
		case result := <-ended:
			t.Fatalf("it ended with %+v and had not given way", result)
		default:
		}
		gives = slices.ContainsFunc(family(), yielded)
	}
	cancel() // by itself it would end when there is a processor for it: nobody knows when
	<-ended
}

// yielded reports whether a process has the niceness: its session, where cores are
// shared among sessions and it has one of its own, or all of its threads.
func yielded(pid int) bool {
	if session, err := os.ReadFile(fmt.Sprintf("/proc/%d/autogroup", pid)); err == nil && strings.HasSuffix(string(session), fmt.Sprintf(" nice %d\n", nice.Computing)) {
		return true
	}
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid)) // the pattern is a good one
	for _, file := range files {
		stat, err := os.ReadFile(file)
		if err != nil {
			continue // the thread has ended
		}
		_, fields, _ := strings.Cut(string(stat), ") ")
		if strings.Fields(fields)[16] != fmt.Sprint(nice.Computing) {
			return false
		}
	}
	return len(files) > 0
}
