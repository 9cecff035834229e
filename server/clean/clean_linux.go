package clean

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// mounted returns what is mounted in the mount namespace of this process.
func mounted() string {
	text, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// processes returns those that descend from this process, and those that have the
// folder in their command line or their environment: what has lost its parent.
func processes(folder string) (left []string) {
	type process struct {
		parent  int
		command string
		marked  bool
	}
	all := map[int]process{}
	paths, _ := filepath.Glob("/proc/[0-9]*") // the pattern is a good one
	for _, path := range paths {
		stat, err := os.ReadFile(path + "/stat")
		if err != nil {
			continue // it has ended
		}
		// What follows the name, which may have anything in it: the state and the parent.
		fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
		parent, _ := strconv.Atoi(fields[1]) // it is a number
		pid, _ := strconv.Atoi(filepath.Base(path))
		command, _ := os.ReadFile(path + "/cmdline") // these two may be gone
		environ, _ := os.ReadFile(path + "/environ")
		all[pid] = process{parent, strings.ReplaceAll(string(command), "\x00", " "),
			strings.Contains(string(command)+string(environ), folder)}
	}
	self := os.Getpid()
	for pid, p := range all {
		ours := p.marked
		for parent := p.parent; parent != 0 && !ours; parent = all[parent].parent {
			ours = parent == self
		}
		if ours && pid != self {
			left = append(left, fmt.Sprintf("process %d of parent %d: %.200s", pid, p.parent, p.command))
		}
	}
	return left
}
