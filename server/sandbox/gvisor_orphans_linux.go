package sandbox

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// lockName is a file in the folder of a GVisor, locked while its server lives.
const lockName = "lock"

// lock locks the folder dir until the file is closed, or this process ends.
func lock(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_CREATE|os.O_RDONLY, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// EndOrphans removes what servers that were killed have left of their sandboxes,
// and returns how many processes that were. A sandbox ends with its server but for
// one that was about to start.
func EndOrphans() (killed int) {
	dirs, _ := filepath.Glob(filepath.Join(os.TempDir(), gvisorDir)) // the pattern is a good one
	for _, dir := range dirs {
		info, err := os.Lstat(dir)
		if err != nil || !info.IsDir() {
			continue
		}
		if stat, ok := info.Sys().(*syscall.Stat_t); !ok || int(stat.Uid) != os.Geteuid() {
			continue
		}
		if _, err := os.Stat(filepath.Join(dir, lockName)); err != nil {
			continue // it is being made
		}
		f, err := lock(dir)
		if err != nil {
			continue // its server lives
		}
		killed += killIn(dir)
		os.RemoveAll(dir)
		f.Close()
	}
	return killed
}

// killIn kills the processes of runsc whose sandboxes are in dir.
func killIn(dir string) (killed int) {
	lines, _ := filepath.Glob("/proc/[0-9]*/cmdline") // the pattern is a good one
	for _, path := range lines {
		line, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(line), "\x00--root="+dir+"/") {
			continue
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if err == nil && syscall.Kill(pid, syscall.SIGKILL) == nil {
			killed++
		}
	}
	return killed
}
