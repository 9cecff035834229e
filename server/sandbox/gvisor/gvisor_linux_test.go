package gvisor

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"asynctour/server/fair"
	"asynctour/server/needs"
	"asynctour/server/play"
	"asynctour/server/sandbox"
	"asynctour/server/sandbox/sandboxtest"
)

// TestLeavesNothing runs, stops and kills programs, and looks for what is
// left of them: processes, files and mounts.
func TestLeavesNothing(t *testing.T) {
	mounts := string(sandboxtest.Read(t, "/proc/self/mountinfo"))
	limits := sandboxtest.Unhurried()
	g, binary := open(t, limits), sandboxtest.Read(t, sandboxtest.Native(t))
	for _, test := range []struct {
		name string
		end  func(cancel func())
		fate string // a piece of the error
	}{
		{"exit", func(func()) {}, ""},
		{"stop", func(cancel func()) { cancel() }, "canceled"},
		{"kernel killed", func(func()) { kill(t, g.bundle.dir(), "runsc-sandbox") }, "killed"},
		{"runsc killed", func(func()) { kill(t, g.bundle.dir(), g.runsc) }, "killed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			in := play.NewInput(limits.Stdin)
			defer in.Close()
			does := "sleep\n"
			if test.name == "exit" {
				does = "echo\nhello\n"
				in.Send(does)
				in.Close()
			} else {
				in.Send(does)
			}
			got := sandboxtest.Transcript{Wrote: make(chan string, 1)}
			go func() {
				<-got.Wrote
				test.end(cancel)
			}()
			_, err := g.Run(ctx, fair.Job{}, sandbox.Program{Binary: binary, Clock: play.ClockReal}, in, got.Add)
			if test.fate == "" && err != nil || test.fate != "" &&
				(err == nil || !strings.Contains(err.Error(), test.fate)) {
				t.Errorf("error %v, want %q", err, test.fate)
			}
		})
	}
	g.Close()
	stacks := make([]byte, 1<<20)
	if stacks = stacks[:runtime.Stack(stacks, true)]; strings.Contains(string(stacks), "(*box)") {
		t.Errorf("a goroutine is left:\n%s", stacks)
	}
	if left := processes(g.bundle.dir(), ""); len(left) > 0 {
		t.Errorf("processes are left: %v", left)
	}
	if _, err := os.Stat(g.bundle.dir()); !os.IsNotExist(err) {
		t.Errorf("%s is left: %v", g.bundle.dir(), err)
	}
	if now := string(sandboxtest.Read(t, "/proc/self/mountinfo")); now != mounts {
		t.Errorf("mounts were\n%s\nand are\n%s", mounts, now)
	}
}

// TestCheck has the self-test fail.
func TestCheck(t *testing.T) {
	g := open(t, sandboxtest.Unhurried())
	if err := g.Check(t.Context(), []byte("no program"), ""); err == nil ||
		!strings.Contains(err.Error(), "exec format error") {
		t.Errorf("what is no program: %v", err)
	}
	if err := g.Check(t.Context(), sandboxtest.Read(t, sandboxtest.Native(t)), "something"); err == nil ||
		!strings.Contains(err.Error(), `printed ""`) {
		t.Errorf("a program that prints nothing: %v", err)
	}
}

// TestMends takes away from the sandboxes what they start from, in several ways: programs run all the same.
func TestMends(t *testing.T) {
	binary := sandboxtest.Read(t, sandboxtest.Native(t))
	for name, spoil := range map[string]func(dir string) error{
		"folder deleted":   removeAll,
		"image deleted":    func(dir string) error { return os.Remove(filepath.Join(dir, imageFileName)) },
		"image cut short":  func(dir string) error { return put(filepath.Join(dir, imageFileName), 1000) },
		"image zeroed":     func(dir string) error { return put(filepath.Join(dir, imageFileName), 4<<20) },
		"config cut short": func(dir string) error { return put(filepath.Join(dir, configName), 0) },
		"a file in its place": func(dir string) error {
			return errors.Join(removeAll(dir), put(dir, 0))
		},
	} {
		t.Run(name, func(t *testing.T) {
			g := open(t, sandboxtest.Unhurried())
			dir := g.bundle.dir()
			if err := spoil(dir); err != nil {
				t.Fatal(err)
			}
			for range 3 { // more than there are spare ones
				in := play.NewInput(sandboxtest.Unhurried().Stdin)
				in.Send("echo\nhello\n")
				in.Close()
				var got sandboxtest.Transcript
				facts, err := g.Run(t.Context(), fair.Job{}, sandbox.Program{Binary: binary, Clock: play.ClockReal}, in, got.Add)
				if err != nil || facts.Code != 0 || got.Text("") != "you said hello\n" {
					t.Errorf("it printed %q and ended with %+v, %v", got.Text(""), facts, err)
				}
			}
			if err := g.Close(); err != nil {
				t.Error(err)
			}
			if left, err := filepath.Glob(filepath.Join(filepath.Dir(dir), "tour-server-*")); err != nil || len(left) > 0 {
				t.Errorf("left is %v, %v", left, err)
			}
		})
	}
}

// removeAll removes a folder, into which a sandbox that starts may be writing.
func removeAll(dir string) error {
	for {
		if err := os.RemoveAll(dir); !errors.Is(err, syscall.ENOTEMPTY) {
			return err
		}
	}
}

// put replaces a file by one of zeros.
func put(path string, size int) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return os.WriteFile(path, make([]byte, size), 0o600)
}

// TestSignal has a program send itself a signal, and a second one run after it.
func TestSignal(t *testing.T) {
	limits := sandboxtest.Unhurried()
	g, binary := open(t, limits), sandboxtest.Read(t, sandboxtest.Native(t))
	for _, test := range []struct {
		does string
		want sandbox.Facts
	}{
		{"signal\n", sandbox.Facts{Signal: int(syscall.SIGTERM), Raised: true}},
		{"exit\n", sandbox.Facts{Code: 3}},
	} {
		in := play.NewInput(limits.Stdin)
		in.Send(test.does)
		in.Close()
		got, err := g.Run(t.Context(), fair.Job{}, sandbox.Program{Binary: binary, Clock: play.ClockReal}, in,
			func(sandbox.Chunk) {})
		if got.At = 0; err != nil || got != test.want {
			t.Errorf("%q: %+v, %v, want %+v", test.does, got, err, test.want)
		}
	}
}

// TestPrints has a program write to both streams, a line at a time: all of it arrives,
// and what comes before an error stays before it.
func TestPrints(t *testing.T) {
	limits := sandboxtest.Unhurried()
	g, binary := open(t, limits), sandboxtest.Read(t, sandboxtest.Native(t))
	in := play.NewInput(limits.Stdin)
	in.Send("lines\n")
	in.Close()
	var got sandboxtest.Transcript
	program := sandbox.Program{Binary: binary, Clock: play.ClockReal}
	if _, err := g.Run(t.Context(), fair.Job{}, program, in, got.Add); err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for i := range 2000 {
		fmt.Fprintln(&want, "line", i)
	}
	if got.Text(play.KindStdout) != want.String() || got.Text("") != want.String()+"over\n" {
		t.Errorf("it wrote %.200q…, want %.200q…", got.Text(""), want.String())
	}
}

// TestYields has a program compute until its sandbox gives way to others.
func TestYields(t *testing.T) {
	limits := sandboxtest.Unhurried()
	limits.Eager = play.DefaultLimits().Eager
	g := open(t, limits)
	sandboxtest.Yields(t, func() []int { return processes(g.bundle.dir(), "runsc-sandbox") }, g.Run,
		sandboxtest.Read(t, sandboxtest.Native(t)))
}

// open opens sandboxes with the runsc that make gvisor builds. The test is skipped,
// with why, on a machine where gVisor cannot run.
func open(t *testing.T, limits play.Limits) *Sandboxes {
	t.Helper()
	runsc, err := Find(filepath.Join("..", "..", "..", "bin", "tour"))
	if err != nil {
		needs.Skip(t, needs.GVisor, err)
	}
	g, err := New(runsc, sandboxtest.Read(t, sandboxtest.Guest(t)), nil, 1, 2, limits)
	if err != nil {
		needs.Skip(t, needs.GVisor, err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := g.Check(t.Context(), sandboxtest.Read(t, sandboxtest.Native(t)), ""); err != nil {
		needs.Skip(t, needs.GVisor, err)
	}
	return g
}

// kill kills the processes named name of all sandboxes in the folder dir, of those that
// wait for a program too.
func kill(t *testing.T, dir, name string) {
	pids := processes(dir, name)
	if len(pids) == 0 {
		t.Errorf("there is no process %q", name)
	}
	for _, pid := range pids {
		syscall.Kill(pid, syscall.SIGKILL)
	}
}

// processes returns the processes whose command line begins with name and has dir in it.
func processes(dir, name string) []int {
	return sandboxtest.Processes(func(command string) bool {
		return strings.HasPrefix(command, name) && strings.Contains(command, dir)
	})
}
