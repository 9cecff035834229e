package gvisor

import (
	"errors"
	"os/exec"
	"path/filepath"
)

// ErrNone says that there is no runsc to be found.
var ErrNone = errors.New("no runsc, neither beside this program nor on the PATH (make gvisor builds it)")

// Find returns the path of gVisor's program, runsc: beside the program exe,
// or on the PATH.
func Find(exe string) (string, error) {
	path, err := exec.LookPath(filepath.Join(filepath.Dir(exe), "runsc"))
	if err != nil {
		path, err = exec.LookPath("runsc")
	}
	if err != nil {
		return "", ErrNone
	}
	return filepath.Abs(path)
}
