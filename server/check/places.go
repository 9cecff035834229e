package check

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"asynctour/server/build"
	"asynctour/server/course"
	"asynctour/server/fair"
	"asynctour/server/host"
	"asynctour/server/play"
	"asynctour/server/sandbox"
	"asynctour/server/sandbox/wasi"
)

// A place is somewhere that the programs of a snippet run.
type place struct {
	name   string
	output string // whose output file counts: "" is that of a native run
	with   string // what runs them there
	goos   string // what programs are built for there, "" where they are not built
	goarch string
	atOnce int // how many run at a time
	run    func(ctx context.Context, dir string, s *course.Snippet) (output string, err error)
	// by the virtual clock; nil where there is none
	took func(ctx context.Context, dir string, s *course.Snippet) (time.Duration, error)
	// nil where nothing is left open
	close func() error
}

// virtual runs js/wasm programs under Node by a virtual clock.
//
//go:embed virtual.cjs
var virtual []byte

// findPlaces returns the places that this machine has. It writes to out which it
// lacks. Programs are built in the folder temp.
func findPlaces(ctx context.Context, temp, cache string, out io.Writer) ([]place, error) {
	computing, sleeping := runtime.NumCPU(), 2*runtime.NumCPU()
	modules, err := wasiPlace(ctx, temp, cache)
	if err != nil {
		return nil, err
	}
	modules.atOnce = computing
	places := []place{{
		name: "native", with: runtime.Version(), goos: runtime.GOOS, goarch: runtime.GOARCH, atOnce: sleeping,
		run: func(ctx context.Context, dir string, s *course.Snippet) (string, error) {
			path, err := goBuild(ctx, temp, dir, s, runtime.GOOS, runtime.GOARCH)
			if err != nil {
				return "", err
			}
			return output(exec.CommandContext(ctx, path))
		},
	}, modules}
	switch native, err := gvisorPlace(ctx, cache); {
	case err == nil:
		native.atOnce = computing
		places = append(places, native)
	default:
		fmt.Fprintln(out, "gvisor: not checked:", err)
	}
	if _, version, ok := find(ctx, "node", "--version"); ok {
		_, goroot, _ := find(ctx, "go", "env", "GOROOT")
		support := filepath.Join(goroot, "lib", "wasm", "wasm_exec.js")
		driver := filepath.Join(temp, "virtual.cjs")
		if err := os.WriteFile(driver, virtual, 0o666); err != nil {
			return nil, err
		}
		places = append(places, place{
			name: "browser", output: "browser", with: "js/wasm in Node " + version + ", virtual clock", goos: "js",
			goarch: "wasm", atOnce: computing,
			run: func(ctx context.Context, dir string, s *course.Snippet) (string, error) {
				path, err := goBuild(ctx, temp, dir, s, "js", "wasm")
				if err != nil {
					return "", err
				}
				// By its bare name: Go takes its own network in place of fetch where argv0 is "node".
				return output(exec.CommandContext(ctx, "node", "--single-threaded", "--stack-size=8192", driver,
					support, path))
			},
		})
	} else {
		fmt.Fprintln(out, "browser: not checked, there is no node on the PATH")
	}
	python, version, ok := find(ctx, "python3", "-c",
		"import sys; assert sys.version_info >= (3, 11); print(sys.version.split()[0])")
	if !ok {
		fmt.Fprintln(out, "python: not checked, there is no python3 of 3.11 or later on the PATH")
		return places, nil
	}
	return append(places, place{
		name: "python", output: "python", with: "CPython " + version, atOnce: sleeping,
		run: func(ctx context.Context, dir string, _ *course.Snippet) (string, error) {
			return output(exec.CommandContext(ctx, python, "-B", "-u", filepath.Join(dir, "main.py")))
		},
	}), nil
}

// patience is how long a program, or what it is built with, may take on the slowest
// machine: what a lesson prints is checked, not how soon.
const patience = 10 * time.Minute

// patient returns limits by which only a program that hangs is ended.
func patient() play.Limits {
	limits := play.DefaultLimits()
	limits.BuildTime, limits.CPU, limits.Wall = patience, patience, patience
	return limits
}

// wasiPlace returns the server's sandbox, on its compiled engine and the virtual
// clock.
func wasiPlace(ctx context.Context, temp, cache string) (place, error) {
	limits := patient()
	published, err := wasi.NewPublished(ctx, filepath.Join(cache, "compiled"), limits.Memory, os.ReadFile,
		slog.New(slog.DiscardHandler))
	if err != nil {
		return place{}, err
	}
	run := func(ctx context.Context, dir string, s *course.Snippet) (string, time.Duration, error) {
		path, err := goBuild(ctx, temp, dir, s, "wasip1", "wasm")
		if err != nil {
			return "", 0, err
		}
		return host.Printed(ctx, published.Snippet(path), sandbox.Program{Clock: play.ClockVirtual}, limits)
	}
	return place{
		name: "wasi", output: "wasi", with: "wasip1 in wazero, virtual clock", goos: "wasip1", goarch: "wasm",
		run: func(ctx context.Context, dir string, s *course.Snippet) (string, error) {
			text, _, err := run(ctx, dir, s)
			return text, err
		},
		took: func(ctx context.Context, dir string, s *course.Snippet) (time.Duration, error) {
			_, took, err := run(ctx, dir, s)
			return took, err
		},
	}, nil
}

// gvisorPlace returns the server's sandbox for native programs, if it works here.
func gvisorPlace(ctx context.Context, cache string) (place, error) {
	exe, err := os.Executable()
	if err != nil {
		return place{}, err
	}
	limits := patient()
	builder := build.New(ctx, &build.Cache{Dir: cache}, runtime.Version(), build.Native, limits)
	sandboxes, err := host.OpenGVisor(ctx, builder, exe, 1, limits)
	if err != nil {
		return place{}, err
	}
	return place{
		name: "gvisor", with: "runsc", close: sandboxes.Close,
		run: func(ctx context.Context, _ string, s *course.Snippet) (string, error) {
			binary, _, err := builder.Build(ctx, fair.Job{}, map[string]string{"main.go": s.Go})
			if err != nil {
				return "", err
			}
			text, _, err := host.Printed(ctx, sandboxes.Run, sandbox.Program{Binary: binary, Clock: play.ClockReal},
				limits)
			return text, err
		},
	}, nil
}

// goBuild builds the snippet in dir, unless that is done, and returns the
// binary's path.
func goBuild(ctx context.Context, temp, dir string, s *course.Snippet, goos, goarch string) (string, error) {
	path := filepath.Join(temp, strings.ReplaceAll(s.ID, "/", "-")+"."+goos)
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", path,
		"./"+filepath.ToSlash(dir))
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
}

// output runs a program and returns what it prints to both streams. That it
// exits with another code than 0 is no error: a lesson may be about that.
func output(cmd *exec.Cmd) (string, error) {
	var out bytes.Buffer
	cmd.Stdout = &out
	cmd.Stderr = &out
	err := cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.Exited() {
		err = nil
	}
	return out.String(), err
}

// find returns the path of a program and what it prints when it is run with
// args: its version.
func find(ctx context.Context, name string, args ...string) (path, version string, ok bool) {
	path, err := exec.LookPath(name)
	if err != nil {
		return "", "", false
	}
	out, err := exec.CommandContext(ctx, path, args...).Output()
	return path, strings.TrimSpace(string(out)), err == nil
}
