package sandboxtest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"asynctour/server/fair"
	"asynctour/server/nice"
	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// Yields runs a program that computes, in one of the processes family, and fails
// unless one of them gives way, with all of its threads, before it ends.
func Yields(t *testing.T, family func() []int, run sandbox.Run, binary []byte) {
	t.Helper()
	in := play.NewInput(Unhurried().Stdin)
	if err := in.Send("spin\n"); err != nil {
		t.Fatal(err)
	}
	ended := make(chan sandbox.Facts, 1)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		facts, _ := run(ctx, fair.Job{}, sandbox.Program{Binary: binary, Clock: play.ClockReal}, in, func(sandbox.Chunk) {}) // most often it is stopped
		ended <- facts
	}()
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for !slices.ContainsFunc(family(), yielded) {
		select {
		case facts := <-ended:
			t.Fatalf("it ended with %+v and had not given way", facts)
		case <-look.C:
		}
	}
	cancel() // by itself it would end when there is a processor for it: nobody knows when
	<-ended
}

// yielded reports whether a process has the niceness: its session, where cores are
// shared among sessions and it has one of its own, or all of its threads.
func yielded(pid int) bool {
	session, err := os.ReadFile(fmt.Sprintf("/proc/%d/autogroup", pid))
	if err == nil && strings.HasSuffix(string(session), fmt.Sprintf(" nice %d\n", nice.Computing)) {
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
