package sandboxtest

import (
	"fmt"
	"os"

	"asynctour/server/proc"
)

// Processes returns the processes of this machine whose command line, with a NUL after
// each argument, matches.
func Processes(matches func(command string) bool) (pids []int) {
	for _, pid := range proc.All() {
		command, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		if err == nil && matches(string(command)) {
			pids = append(pids, pid)
		}
	}
	return pids
}
