package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// A machine is what the suites run on.
type machine struct {
	cores   int
	fault   time.Duration // to touch a page of memory for the first time
	process time.Duration // to start a process and wait for its end
	build   time.Duration // to build a program of one line, its library compiled
}

// suited is the slowest machine that the suites are made for.
var suited = machine{cores: 2, fault: 5 * time.Microsecond, process: 25 * time.Millisecond, build: 2 * time.Second}

// startArg, as its only argument, has this program do nothing.
const startArg = "start"

const (
	touched = 16 << 20 // bytes of memory at a time
	times   = 5        // how often that is touched
	started = 10       // processes
)

// measure measures the machine, in about two seconds. It builds in the folder temp.
func measure(ctx context.Context, temp string) (m machine, err error) {
	m.cores = runtime.NumCPU()
	m.fault = measureFault()

	exe, err := os.Executable()
	if err != nil {
		return m, err
	}
	begun := time.Now()
	for range started {
		if err := exec.CommandContext(ctx, exe, startArg).Run(); err != nil {
			return m, err
		}
	}
	m.process = time.Since(begun) / started

	source := filepath.Join(temp, "main.go")
	if err := os.WriteFile(source, []byte("package main\n\nfunc main() { println() }\n"), 0o666); err != nil {
		return m, err
	}
	begun = time.Now()
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", os.DevNull, source).CombinedOutput(); err != nil {
		return m, fmt.Errorf("go build: %w\n%s", err, out)
	}
	m.build = time.Since(begun)
	return m, nil
}

// measureFault returns the least time that a page took, of several rounds: in others the
// machine may have done something else, or got the memory itself.
func measureFault() time.Duration {
	page := os.Getpagesize()
	least := time.Hour
	for range times {
		memory := make([]byte, touched)
		begun := time.Now()
		for i := 0; i < len(memory); i += page {
			memory[i] = 1
		}
		least = min(least, time.Since(begun)/time.Duration(touched/page))
	}
	return least
}

// lacks returns in what the machine is below those that the suites are made for.
func (m machine) lacks() (what []string) {
	if m.cores < suited.cores {
		what = append(what, fmt.Sprintf("%d for cores", suited.cores))
	}
	for _, one := range []struct {
		name      string
		have, may time.Duration
	}{{"a page fault", m.fault, suited.fault}, {"a process", m.process, suited.process},
		{"a small build", m.build, suited.build}} {
		if one.have > one.may {
			what = append(what, fmt.Sprintf("%v for %s", one.may, one.name))
		}
	}
	return what
}

// String describes the machine in a line.
func (m machine) String() string {
	text := fmt.Sprintf("machine: cores: %d; a page fault takes %v, a process %v, a small build %v",
		m.cores, m.fault.Round(10*time.Nanosecond), m.process.Round(100*time.Microsecond),
		m.build.Round(10*time.Millisecond))
	if what := m.lacks(); len(what) > 0 {
		text += "\nThis is slower than the suites are made for (" + strings.Join(what, ", ") +
			"): they run one after the other, and take longer."
	}
	return text
}
