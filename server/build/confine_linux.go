package build

import (
	"fmt"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"

	"asynctour/server/play"
)

// separate has a tool run in a process group of its own, which dies as a whole, and
// in the control group g.
func separate(cmd *exec.Cmd, g *group) {
	cmd.SysProcAttr = g.join(&syscall.SysProcAttr{Setpgid: true})
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}

// confine bounds what a running tool may use.
func confine(pid int, l play.Limits) error {
	cpu := uint64(l.BuildTime.Seconds()) + 1
	for _, limit := range []struct {
		name     string
		resource int
		most     uint64
	}{
		{"processor time", unix.RLIMIT_CPU, 2 * cpu}, // two cores for all of the wall-clock time
		{"data", unix.RLIMIT_DATA, uint64(l.BuildMemory)},
		{"file size", unix.RLIMIT_FSIZE, uint64(l.Binary) + 1}, // the linker does not notice: one byte more tells
		{"open files", unix.RLIMIT_NOFILE, 256},
		{"core size", unix.RLIMIT_CORE, 0},
	} {
		if err := unix.Prlimit(pid, limit.resource, &unix.Rlimit{Cur: limit.most, Max: limit.most}, nil); err != nil && err != unix.ESRCH {
			return fmt.Errorf("limit %s of the build: %w", limit.name, err)
		}
	}
	return nil
}
