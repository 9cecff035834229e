package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// sandboxes returns the process ids of this process's children that are
// sandboxes.
func sandboxes(t *testing.T) []int {
	t.Helper()
	lists, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil || len(lists) == 0 {
		t.Fatalf("no lists of children: %v", err)
	}
	var pids []int
	for _, list := range lists {
		text, err := os.ReadFile(list)
		if err != nil {
			continue // the thread has ended
		}
		for _, field := range strings.Fields(string(text)) {
			command, err := os.ReadFile("/proc/" + field + "/cmdline")
			if err != nil || !bytes.HasSuffix(command, []byte("\x00"+sandbox.ChildArg+"\x00")) {
				continue
			}
			pid, err := strconv.Atoi(field)
			if err != nil {
				t.Fatal(err)
			}
			pids = append(pids, pid)
		}
	}
	return pids
}

// TestChildKilled kills the sandbox of one of two runs: that run ends as our
// fault, and the other does not notice.
func TestChildKilled(t *testing.T) {
	_, address := startRuns(t)
	one, other := dialRun(t, address), dialRun(t, address)
	before := sandboxes(t)
	startWaits(t, one, "one")
	startWaits(t, other, "other")
	if len(before) != spareChildren || spareChildren < 2 {
		t.Fatalf("%d spare sandboxes, want %d: which of them run is not known", len(before), spareChildren)
	}
	// Both spare ones have been taken, in order, and others take their place only
	// when the runs have ended.
	if err := syscall.Kill(before[0], syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	ends := make(chan wireEvent)
	go func() { ends <- until(t, one, play.KindEnd) }()
	go func() { ends <- until(t, other, play.KindEnd) }()
	if e := <-ends; e.Reason != play.ReasonInternal {
		t.Errorf("the run in the sandbox that was killed ended with %+v, want %s", e, play.ReasonInternal)
	}
	for _, ws := range []interface{ WriteJSON(any) error }{one, other} {
		for _, name := range []string{"one", "other"} {
			if err := ws.WriteJSON(play.Request{Run: name, Kind: play.KindStdin}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if e := <-ends; e.Reason != play.ReasonExit {
		t.Errorf("the other run ended with %+v, want %s", e, play.ReasonExit)
	}
}

// TestOrphans starts a sandbox whose parent then ends: it is found, and killed,
// unlike those of a server that lives.
func TestOrphans(t *testing.T) {
	startRuns(t)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	stdin, keep, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	defer keep.Close()
	out, alive, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	cmd := exec.Command("sh", "-c", `"$0" "$1" <&3 >&4 2>&4 & echo $!`, exe, sandbox.ChildArg)
	cmd.ExtraFiles = []*os.File{stdin, alive}
	id, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	alive.Close()
	pid, err := strconv.Atoi(strings.TrimSpace(string(id)))
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Kill(pid, syscall.SIGKILL)
	for len(orphans()) == 0 { // until it has become a sandbox
		runtime.Gosched()
	}
	ctx, cancel := context.WithCancel(t.Context())
	found := 0
	reapOrphans(ctx, slog.New(slog.NewTextHandler(t.Output(), nil)), func(n int) {
		found = n
		cancel()
	})
	if found != 1 {
		t.Errorf("%d orphans were found, want 1", found)
	}
	io.Copy(io.Discard, out) // until the orphan is gone, which holds the other end
}
