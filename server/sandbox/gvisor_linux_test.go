package sandbox

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"asynctour/server/play"
)

// TestGVisorLeavesNothing runs, stops and kills programs, and looks for what is
// left of them: processes, files and mounts.
func TestGVisorLeavesNothing(t *testing.T) {
	mounts := string(read(t, "/proc/self/mountinfo"))
	limits := unhurried()
	g, binary := openGVisor(t, limits), read(t, native(t))
	for _, test := range []struct {
		name string
		end  func(cancel func())
		fate string // a piece of the error
	}{
		{"exit", func(func()) {}, ""},
		{"stop", func(cancel func()) { cancel() }, "canceled"},
		{"kernel killed", func(func()) { kill(t, g.dir, "runsc-sandbox") }, "killed"},
		{"runsc killed", func(func()) { kill(t, g.dir, g.runsc) }, "killed"},
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
			got := transcript{wrote: make(chan string, 1)}
			go func() {
				<-got.wrote
				test.end(cancel)
			}()
			_, err := g.Run(ctx, play.Program{Binary: binary, Clock: play.Real}, in, got.add)
			if test.fate == "" && err != nil || test.fate != "" && (err == nil || !strings.Contains(err.Error(), test.fate)) {
				t.Errorf("error %v, want %q", err, test.fate)
			}
		})
	}
	g.Close()
	stacks := make([]byte, 1<<20)
	if stacks = stacks[:runtime.Stack(stacks, true)]; strings.Contains(string(stacks), "(*box)") {
		t.Errorf("a goroutine is left:\n%s", stacks)
	}
	if left := processes(t, g.dir, ""); len(left) > 0 {
		t.Errorf("processes are left: %v", left)
	}
	if _, err := os.Stat(g.dir); !os.IsNotExist(err) {
		t.Errorf("%s is left: %v", g.dir, err)
	}
	if now := string(read(t, "/proc/self/mountinfo")); now != mounts {
		t.Errorf("mounts were\n%s\nand are\n%s", mounts, now)
	}
}

// TestGVisorCheck has the self-test fail.
func TestGVisorCheck(t *testing.T) {
	g := openGVisor(t, unhurried())
	if err := g.Check(t.Context(), []byte("no program"), ""); err == nil || !strings.Contains(err.Error(), "exec format error") {
		t.Errorf("what is no program: %v", err)
	}
	if err := g.Check(t.Context(), read(t, native(t)), "something"); err == nil || !strings.Contains(err.Error(), `printed ""`) {
		t.Errorf("a program that prints nothing: %v", err)
	}
}

// TestEndOrphans finds what is left of a server, and leaves alone what is not.
func TestEndOrphans(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	g := openGVisor(t, unhurried())
	left := filepath.Join(os.TempDir(), "tour-gvisor-1")
	if err := os.Mkdir(left, 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := lock(left)
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	orphan := exec.Command("sh", "-c", "read line", "sh", "--root="+left+"/tour-1-run")
	stdin, err := orphan.StdinPipe() // which stays open: it waits
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	if err := orphan.Start(); err != nil {
		t.Fatal(err)
	}
	if n := EndOrphans(); n != 1 {
		t.Errorf("%d processes ended, want 1", n)
	}
	if err := orphan.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Errorf("the orphan: %v", err)
	}
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("%s is left: %v", left, err)
	}
	if _, err := os.Stat(g.dir); err != nil {
		t.Errorf("the folder of one that lives is gone: %v", err)
	}
}

// kill kills the processes of a program's sandbox that are named name: those of
// the sandboxes in the folder dir that have a program's memory are not told apart
// from those that wait, and die too.
func kill(t *testing.T, dir, name string) {
	pids := processes(t, dir, name)
	if len(pids) == 0 {
		t.Errorf("there is no process %q", name)
	}
	for _, pid := range pids {
		syscall.Kill(pid, syscall.SIGKILL)
	}
}

// processes returns those whose command line begins with name and has dir in it.
func processes(t *testing.T, dir, name string) (pids []int) {
	lines, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range lines {
		line, err := os.ReadFile(path)
		if err != nil || !strings.HasPrefix(string(line), name) || !strings.Contains(string(line), dir) {
			continue
		}
		pid, err := strconv.Atoi(strings.Split(path, "/")[2])
		if err != nil {
			t.Fatal(fmt.Errorf("%s: %w", path, err))
		}
		pids = append(pids, pid)
	}
	return pids
}
