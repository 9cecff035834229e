package faults

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/gorilla/websocket"

	"asynctour/server/play"
	"asynctour/server/proc"
	"asynctour/server/sandbox/sandboxtest"
	"asynctour/server/servertest"
)

// family returns the descendants of this process whose command line matches.
func family(matches func(command string) bool) []int {
	return slices.DeleteFunc(sandboxtest.Processes(matches), func(pid int) bool {
		for pid > 1 && pid != os.Getpid() {
			pid = proc.StatusOf(pid).Parent
		}
		return pid != os.Getpid()
	})
}

// runOnce builds and runs a new program, which prints "fine" and n, and returns its end.
func runOnce(t *testing.T, ws *websocket.Conn, n int) servertest.Event {
	t.Helper()
	name := fmt.Sprint("run", n)
	source := fmt.Sprintf("package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"fine\", %d, %d) }\n",
		os.Getpid(), n)
	if err := ws.WriteJSON(play.Request{Run: name, Kind: play.KindStart,
		Files: map[string]string{"main.go": source}}); err != nil {
		t.Fatal(err)
	}
	return servertest.Until(t, ws, play.KindEnd)
}

// wantUnable checks the end of a run whose compiler failed.
func wantUnable(t *testing.T, what string, end servertest.Event) {
	t.Helper()
	if end.Kind != play.KindEnd || end.Reason != play.ReasonBusy || end.Message == "" {
		t.Errorf("%s: it ended with %+v, want %s and a sentence", what, end, play.ReasonBusy)
	}
}

// wantInternal checks the end of a run whose sandbox failed.
func wantInternal(t *testing.T, what string, end servertest.Event) {
	t.Helper()
	if end.Kind != play.KindEnd || end.Reason != play.ReasonInternal || end.Message == "" {
		t.Errorf("%s: it ended with %+v, want %s and a sentence", what, end, play.ReasonInternal)
	}
}

func wantExit(t *testing.T, what string, end servertest.Event) {
	t.Helper()
	if end.Kind != play.KindEnd || end.Reason != play.ReasonExit || end.Code != 0 {
		t.Errorf("%s: it ended with %+v, want %s", what, end, play.ReasonExit)
	}
}

// inBoth calls test with a server that uses wasi, and with one that uses gVisor.
func inBoth(t *testing.T, test func(t *testing.T, address string, isSandbox func(command string) bool)) {
	t.Run("wasi", func(t *testing.T) {
		address := servertest.Open(t, servertest.Unhurried()).Address
		test(t, address, func(command string) bool { return strings.HasSuffix(command, "\x00sandbox-child\x00") })
	})
	t.Run("gvisor", func(t *testing.T) {
		address := servertest.OpenNative(t, servertest.Unhurried()).Address
		test(t, address, func(command string) bool { return strings.HasPrefix(command, "runsc-sandbox") })
	})
}

// TestCompilerKilled kills the compiler during a long build.
func TestCompilerKilled(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	inBoth(t, func(t *testing.T, address string, _ func(string) bool) {
		ws := servertest.Dial(t, address)
		slow := "package main\n\n" + servertest.SlowToCompile() + "\n// " + t.Name()
		if err := ws.WriteJSON(play.Request{Run: "slow", Kind: play.KindStart,
			Files: map[string]string{"main.go": slow}}); err != nil {
			t.Fatal(err)
		}
		ended := make(chan servertest.Event, 1)
		go func() { ended <- servertest.Until(t, ws, play.KindEnd) }()
		isCompiler := func(command string) bool {
			tool, _, _ := strings.Cut(command, "\x00")
			return filepath.Base(tool) == "compile" && strings.Contains(command, "tour-build-")
		}
		var compilers []int
		for len(compilers) == 0 && len(ended) == 0 {
			compilers = family(isCompiler)
			runtime.Gosched()
		}
		for _, pid := range compilers {
			syscall.Kill(pid, syscall.SIGKILL)
		}
		wantUnable(t, "its compiler killed", <-ended)
		wantExit(t, "the next one", runOnce(t, ws, 1))
		if left, err := filepath.Glob(filepath.Join(temp, "tour-build-*")); err != nil || len(left) > 0 {
			t.Errorf("left of the builds: %v, %v", left, err)
		}
	})
}

// TestSandboxKilled kills the sandbox of a run, and then all spare sandboxes.
func TestSandboxKilled(t *testing.T) {
	inBoth(t, func(t *testing.T, address string, isSandbox func(string) bool) {
		ws := servertest.Dial(t, address)
		servertest.StartWaits(t, ws, "waits")
		killAll := func() {
			all := family(isSandbox)
			if len(all) == 0 {
				t.Error("there is no sandbox")
			}
			for _, pid := range all {
				syscall.Kill(pid, syscall.SIGKILL)
			}
			for len(living(all)) > 0 {
				runtime.Gosched()
			}
		}
		killAll()
		wantInternal(t, "its sandbox killed", servertest.Until(t, ws, play.KindEnd))
		for n := range 3 { // more than there were spare
			wantExit(t, "the next one", runOnce(t, ws, n))
		}
		killAll()
		for n := range 3 {
			wantExit(t, "with the pool killed", runOnce(t, ws, 3+n))
		}
	})
}

// living returns those of pids that have not ended.
func living(pids []int) (left []int) {
	for _, pid := range pids {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if _, state, _ := strings.Cut(string(stat), ") "); err == nil && !strings.HasPrefix(state, "Z") &&
			!strings.HasPrefix(state, "X") {
			left = append(left, pid)
		}
	}
	return left
}
