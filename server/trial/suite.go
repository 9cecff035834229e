package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A suite is a command that runs tests, or checks one thing.
type suite struct {
	name  string
	dir   string // relative to the folder of the module
	args  []string
	again string // the command that repeats it, where it does not say so for each test
	reads reader // nil where the command as a whole passes or fails
}

// A reader returns the results of the tests that a command has run: from what it printed,
// or from the file named by TOUR_TEST_RESULTS.
type reader func(printed, results string) ([]result, error)

// A result is how a test, or a command as a whole, ended.
type result struct {
	Suite   string  `json:"suite"`
	Name    string  `json:"name"`
	OK      bool    `json:"ok"`
	Skipped bool    `json:"skipped"`
	MS      float64 `json:"ms"`    // how long it took, in milliseconds
	Error   string  `json:"error"` // what was wrong, or why it was skipped, in one line or several
	Again   string  `json:"again"` // the command that repeats it alone

	Unsteady bool `json:"-"` // it failed, and has passed alone: it counts as passed
}

// goTimeout ends a package of Go tests that hangs, with the stacks of its goroutines.
// No test waits for anything else.
const goTimeout = "2h"

// cacheFolder is where all suites, and the servers that they start, keep archives and
// compiled snippets: not in the cache of whoever runs them.
const cacheFolder = "bin/test-cache"

// stages returns the suites: the stages follow each other, and the lanes of each run
// side by side if the machine is fast enough. What measures the time of programs, tour
// check and the end-to-end tests, has the machine for itself.
func stages(m machine) [][][]suite {
	site := func(name string, args ...string) suite {
		return suite{name: name, dir: "site", args: args, again: "cd site && " + strings.Join(args, " ")}
	}
	told := func(s suite) suite {
		s.reads = readLines
		return s
	}
	// Not those of the lessons: they are the checks of exercises, which a start is to fail.
	tested := []string{"./server/...", "./site/...", "./wasm/..."}
	goTests := suite{name: "go",
		args:  append([]string{"go", "test", "-race", "-json", "-timeout=" + goTimeout}, tested...),
		again: "go test -race " + strings.Join(tested, " "), reads: readGo}
	e2e := site("e2e", "npm", "run", "--silent", "e2e")
	lanes := [][]suite{
		{{name: "vet", args: []string{"go", "vet", "./..."}, again: "go vet ./..."}, goTests},
		{
			site("types", "npm", "run", "--silent", "types"),
			site("lint", "npm", "run", "--silent", "lint"),
			told(site("unit", "npm", "test", "--silent")),
			told(site("integration", "npm", "run", "--silent", "integration")),
			told(site("conformance", "node", "conformance/run.mjs")),
		},
	}
	if len(m.lacks()) > 0 {
		lanes = [][]suite{slices.Concat(lanes...)}
		e2e.args = append(e2e.args, "apart")
	}
	return [][][]suite{
		lanes,
		{{{name: "check", args: []string{"bin/tour", "check"}, again: "make check"}}},
		{{told(e2e)}},
	}
}

// run runs the suite, and returns the results of its tests.
func (s suite) run(ctx context.Context, file string) []result {
	path := filepath.Join(logs, s.name+".log")
	fmt.Printf("%s: %s\n", s.name, strings.Join(s.args, " "))
	begun := time.Now()
	whole := result{Suite: s.name, Name: strings.Join(s.args, " "), Again: s.again}
	err := s.command(ctx, path, file)
	whole.MS = float64(time.Since(begun).Milliseconds())
	var results []result
	if s.reads != nil {
		var readErr error
		if results, readErr = s.reads(path, file); readErr != nil && err == nil {
			err = readErr
		}
	}
	failed := slices.ContainsFunc(results, func(r result) bool { return !r.OK })
	switch {
	case s.reads == nil, err != nil && !failed, len(results) == 0:
		// The command has failed and no test has: this is the failure.
		whole.OK = err == nil && s.reads == nil
		if !whole.OK {
			whole.Error = fmt.Sprintf("%v; the end of %s:\n%s", err, path, tail(path))
		}
		results = append(results, whole)
	}
	fmt.Printf("%s: %s in %v\n", s.name, count(results), time.Since(begun).Round(time.Second))
	return results
}

// command runs the command of the suite. What it prints goes to the file at path.
func (s suite) command(ctx context.Context, path, results string) error {
	log, err := os.Create(path)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := exec.CommandContext(ctx, s.args[0], s.args[1:]...)
	cmd.Dir = s.dir
	cache, err := filepath.Abs(cacheFolder)
	if err != nil {
		return err
	}
	cmd.Env = append(os.Environ(), "TOUR_TEST_RESULTS="+results, "TOUR_TEST_CACHE="+cache, "TOUR_CACHE="+cache)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	return cmd.Run()
}

// tailLines is how much of a log is shown where a command fails as a whole.
const tailLines = 30

// tail returns the last lines of a file.
func tail(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-tailLines):], "\n")
}
