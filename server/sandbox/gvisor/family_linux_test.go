package gvisor

import (
	"os"
	"os/exec"
	"testing"

	"golang.org/x/sys/unix"
)

// TestOpenFamily opens a child, and not a stranger that has the number of one.
func TestOpenFamily(t *testing.T) {
	cmd := exec.Command("cat")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer stdin.Close()
	for _, test := range []struct {
		root, want int
	}{{os.Getpid(), 1}, {cmd.Process.Pid, 0}} {
		family := openFamily(test.root, []int{cmd.Process.Pid})
		if len(family) != test.want {
			t.Errorf("of process %d there are %d descendants, want %d", test.root, len(family), test.want)
		}
		for _, fd := range family {
			unix.Close(fd)
		}
	}
}
