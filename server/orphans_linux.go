package main

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"asynctour/server/sandbox"
)

// orphanPeriod is how often orphans are looked for.
const orphanPeriod = time.Minute

// reapOrphans kills sandboxes that a tour has left behind, now and then until ctx
// ends, and tells found how many. There are none unless a tour was killed.
func reapOrphans(ctx context.Context, log *slog.Logger, found func(n int)) {
	ticker := time.NewTicker(orphanPeriod)
	defer ticker.Stop()
	for {
		n := 0
		for _, pid := range orphans() {
			if syscall.Kill(pid, syscall.SIGKILL) == nil {
				n++
			}
		}
		if n > 0 {
			log.Warn("sandboxes were left behind", "killed", n)
			found(n)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// orphans returns the process ids of sandboxes of this very program whose parent
// is no tour any more.
func orphans() []int {
	self, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return nil
	}
	dirs, _ := filepath.Glob("/proc/[0-9]*") // the pattern is a good one
	var pids []int
	for _, dir := range dirs {
		exe, err := os.Readlink(dir + "/exe")
		if err != nil || exe != self {
			continue // another's, or gone
		}
		command, err := os.ReadFile(dir + "/cmdline")
		if err != nil || !bytes.HasSuffix(command, []byte("\x00"+sandbox.ChildArg+"\x00")) {
			continue
		}
		parent, err := os.Readlink("/proc/" + parentOf(dir) + "/exe")
		if pid, pidErr := strconv.Atoi(filepath.Base(dir)); pidErr == nil && (err != nil || parent != self) {
			pids = append(pids, pid)
		}
	}
	return pids
}

// parentOf returns the parent's id of the process that a folder of /proc is
// about; "" if it is gone.
func parentOf(dir string) string {
	status, err := os.ReadFile(dir + "/status")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(status)) {
		if id, ok := strings.CutPrefix(line, "PPid:"); ok {
			return strings.TrimSpace(id)
		}
	}
	return ""
}
