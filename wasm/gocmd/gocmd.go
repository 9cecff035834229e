// Package gocmd runs the installed go command. Packages compiles with it the packages
// that programs may import.
package gocmd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"asynctour/wasm/overlay"
)

// SyncVersion is the version of golang.org/x/sync that programs are built with:
// the one in go.mod.
const SyncVersion = "v0.24.0"

// Sync lists the packages of golang.org/x/sync that programs may import.
var Sync = [...]string{
	"golang.org/x/sync/errgroup", "golang.org/x/sync/semaphore",
	"golang.org/x/sync/singleflight", "golang.org/x/sync/syncmap",
}

// ErrNone is the error if there is no go command on the PATH.
var ErrNone = errors.New("no go command on the PATH")

// A Package is a package as go list describes it.
type Package struct {
	ImportPath string
	Export     string // the file of its archive; "" if there is nothing to compile
	Dir        string // the folder of its source
	Deps       []string
}

// Packages compiles the packages that programs for goos/goarch may import, Tracer, Checks,
// and all their dependencies, and returns them in order of dependency. flags are for go
// list and may name more packages. It writes a module into dir, and runs the go command
// there, with env added to the environment and with the changes to the library that
// overlay.Library makes.
func Packages(ctx context.Context, dir string, env []string, goos, goarch string, flags ...string) ([]Package, error) {
	module := "module snippet\n\ngo 1.26\n\nrequire golang.org/x/sync " + SyncVersion + "\n"
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(module), 0o644); err != nil {
		return nil, err
	}
	if err := writeLinked(dir); err != nil {
		return nil, err
	}
	library, err := Library(ctx, filepath.Join(dir, "library"))
	if err != nil {
		return nil, err
	}
	cgo := "CGO_ENABLED=0"
	if slices.Contains(flags, "-race") {
		cgo = "CGO_ENABLED=1"
	}
	env = append(env[:len(env):len(env)], "GOOS="+goos, "GOARCH="+goarch, cgo, "GONOSUMDB=golang.org/x/sync",
		"GOFLAGS=-mod=mod -buildvcs=false")
	args := append([]string{"list", "-export", "-trimpath", library, "-deps", "-json=ImportPath,Export,Dir,Deps"},
		flags...)
	out, err := Go(ctx, dir, env, append(append(args, "std", Tracer, Checks), Sync[:]...)...)
	if err != nil {
		return nil, err
	}
	var all []Package
	for dec := json.NewDecoder(strings.NewReader(out)); dec.More(); {
		var p Package
		if err := dec.Decode(&p); err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		all = append(all, p)
	}
	return all, nil
}

// Library writes the changes to the installed Go's library into dir, and returns the flag that makes the go command
// obey them.
func Library(ctx context.Context, dir string) (flag string, err error) {
	goroot, err := Go(ctx, "", nil, "env", "GOROOT")
	if err != nil {
		return "", err
	}
	file, err := overlay.Library(goroot, dir)
	if err != nil {
		return "", fmt.Errorf("change the library: %w", err)
	}
	return "-overlay=" + file, nil
}

// Zones returns the path of the time zones that the installed Go comes with, "" where there
// are none: only what is built with that Go needs them.
func Zones(ctx context.Context) string {
	goroot, err := Go(ctx, "", nil, "env", "GOROOT")
	path := filepath.Join(goroot, "lib", "time", "zoneinfo.zip")
	if _, statErr := os.Stat(path); err != nil || statErr != nil {
		return ""
	}
	return path
}

// Go runs the installed go command in dir, with env added to the environment, and returns
// its output without space at its ends.
func Go(ctx context.Context, dir string, env []string, args ...string) (string, error) {
	path, err := exec.LookPath("go")
	if err != nil {
		return "", ErrNone
	}
	var stderr strings.Builder
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOTOOLCHAIN=local", "GOWORK=off", "GOFLAGS=")
	cmd.Env = append(cmd.Env, env...)
	cmd.Stderr = &stderr
	Interruptible(cmd)
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go %s: %w: %s", args[0], err, strings.TrimSpace(stderr.String()))
	}
	return strings.TrimSpace(string(out)), nil
}

// Interruptible has the command interrupted when its context ends, not killed. Interrupted, the
// go command ends its child processes; killed, it would leave them behind.
func Interruptible(cmd *exec.Cmd) {
	cmd.Cancel = func() error {
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			return cmd.Process.Kill() // not every system has interrupts
		}
		return nil
	}
}
