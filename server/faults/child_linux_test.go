package faults

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
	"asynctour/server/servertest"
)

// sandboxes returns the children of this process that are sandboxes.
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

// TestChildKilled kills the sandbox of one of two runs: that run ends as internal, and
// the other goes on.
func TestChildKilled(t *testing.T) {
	address := servertest.Open(t, servertest.Unhurried()).Address
	one, other := servertest.Dial(t, address), servertest.Dial(t, address)
	before := sandboxes(t)
	servertest.StartWaits(t, one, "one")
	servertest.StartWaits(t, other, "other")
	if len(before) != 2 { // as many as there are runs
		t.Fatalf("%d spare sandboxes: which of them run is not known", len(before))
	}
	// Both spare sandboxes are in use, in order, and are replaced only when the runs have
	// ended.
	if err := syscall.Kill(before[0], syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	ends := make(chan servertest.Event)
	go func() { ends <- servertest.Until(t, one, play.KindEnd) }()
	go func() { ends <- servertest.Until(t, other, play.KindEnd) }()
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
