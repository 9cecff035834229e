//go:build !linux

package build

import (
	"os/exec"

	"asynctour/server/play"
)

// A group bounds and ends a build's processes together, on Linux.
type group struct{}

func groups() string                               { return "" }
func newGroup(string, play.Limits) (*group, error) { return nil, nil }
func (*group) starved() bool                       { return false }
func (*group) end()                                {}

// separate does nothing where there are no process groups: a tool that is killed
// leaves nothing, as it starts nothing.
func separate(*exec.Cmd, *group) {}
