//go:build !linux

package build

import (
	"os/exec"

	"asynctour/server/play"
)

// separate does nothing where there are no process groups: a tool that is killed
// leaves nothing, as it starts nothing.
func separate(*exec.Cmd, *group) {}

// confine does nothing where a process cannot be limited from outside: a build
// is then bounded in time alone.
func confine(int, play.Limits) error { return nil }
