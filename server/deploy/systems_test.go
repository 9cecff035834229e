package main

import (
	"os"
	"os/exec"
	"testing"

	"asynctour/server/needs"
)

// TestSystems has the go command vet all packages, and link the tour, for each system of a
// release: of Windows alone, which differs most, or of all where tests play the whole. The first time it compiles what
// they import; later it takes some seconds.
func TestSystems(t *testing.T) {
	for _, s := range systems {
		if s.name != "windows-amd64" && !needs.Whole() {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			for _, args := range [][]string{{"vet", "./..."}, {"build", "-o", os.DevNull, "./server"}} {
				cmd := exec.CommandContext(t.Context(), "go", args...)
				cmd.Dir = needs.Root(t)
				cmd.Env = append(os.Environ(), "GOOS="+s.goos, "GOARCH="+s.goarch, "CGO_ENABLED=0")
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Errorf("go %s: %v\n%s", args[0], err, out)
				}
			}
		})
	}
}
