package clean

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// tests stands for those of a package.
type tests func() int

func (t tests) Run() int { return t() }

// TestProcesses finds a child, and what has lost its parent; neither once it has ended.
func TestProcesses(t *testing.T) {
	folder := t.TempDir()
	child := exec.Command("sh", "-c", `TMPDIR="$0" sh -c 'read line' <&3 & echo started; read line`, folder)
	waits, end, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	child.ExtraFiles = []*os.File{waits}
	stdin, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	waits.Close()
	stdout.Read(make([]byte, 8))
	if left := processes(folder); len(left) != 2 {
		t.Errorf("with a child that has one itself, %q are left", left)
	}
	stdin.Close()
	child.Process.Wait()
	if left := processes(folder); len(left) != 1 || !strings.Contains(left[0], "read line") {
		t.Errorf("with one that has lost its parent, %q are left", left)
	}
	end.Close()
	stdout.Read(make([]byte, 1)) // until the last one is gone, which has the other end
	if left := processes(folder); len(left) != 0 {
		t.Errorf("with all ended, %q are left", left)
	}
}

// TestRun has tests leave a file behind.
func TestRun(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	if code := Run(tests(func() int { return 0 })); code != 0 {
		t.Errorf("tests that leave nothing behind exit with %d", code)
	}
	code := Run(tests(func() int {
		if _, err := os.CreateTemp("", "left"); err != nil {
			t.Error(err)
		}
		return 0
	}))
	if code != 1 {
		t.Errorf("tests that leave a file behind exit with %d", code)
	}
	if code := Run(tests(func() int { return 2 })); code != 2 {
		t.Errorf("tests that fail with 2 exit with %d", code)
	}
}
