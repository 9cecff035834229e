package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"asynctour/server/play"
	"asynctour/server/sandbox/wasi"
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
			if err != nil || !bytes.HasSuffix(command, []byte("\x00"+wasi.ChildArg+"\x00")) {
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
