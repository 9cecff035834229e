package sweep

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// groupEnd is how long the end of a group's last processes may take.
const groupEnd = time.Second

// Groups ends and removes the control groups in dir that servers which were killed
// have left. Their names are prefix and the process id of their server; more may
// follow, after a dash.
func Groups(dir, prefix string) {
	left, _ := filepath.Glob(filepath.Join(dir, prefix+"*")) // the pattern is a good one
	for _, path := range left {
		name, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(path), prefix), "-")
		if pid, err := strconv.Atoi(name); err == nil && syscall.Kill(pid, 0) == syscall.ESRCH {
			EndGroup(path)
		}
	}
}

// EndGroup ends the processes of a control group and removes it. If they do not end,
// it is left to the next server.
func EndGroup(dir string) {
	if os.Remove(dir) == nil {
		return // it was empty
	}
	os.WriteFile(filepath.Join(dir, "cgroup.kill"), []byte("1"), 0) // it may be gone
	events, err := os.Open(filepath.Join(dir, "cgroup.events"))
	if err != nil {
		return
	}
	defer events.Close()
	for until := time.Now().Add(groupEnd); ; {
		text := make([]byte, 256)
		n, _ := events.ReadAt(text, 0) // which ends with io.EOF
		left := time.Until(until)
		if bytes.Contains(text[:n], []byte("populated 0")) || left <= 0 {
			break
		}
		unix.Poll([]unix.PollFd{{Fd: int32(events.Fd()), Events: unix.POLLPRI}}, int(left.Milliseconds())+1)
	}
	os.Remove(dir)
}
