package sandbox

import (
	_ "embed"
	"errors"
	"os/exec"
	"path/filepath"
)

// GuestSource is the program that waits in a gVisor sandbox; whoever opens one
// builds it, for this machine's processor.
//
//go:embed guest/main.go
var GuestSource string

// ErrNoGVisor says that there is no runsc to be found.
var ErrNoGVisor = errors.New("no runsc, neither beside this program nor on the PATH (make gvisor builds it, on Linux)")

// FindGVisor returns the path of gVisor's program, runsc: beside the program exe,
// or on the PATH.
func FindGVisor(exe string) (string, error) {
	path, err := exec.LookPath(filepath.Join(filepath.Dir(exe), "runsc"))
	if err != nil {
		path, err = exec.LookPath("runsc")
	}
	if err != nil {
		return "", ErrNoGVisor
	}
	return filepath.Abs(path)
}
