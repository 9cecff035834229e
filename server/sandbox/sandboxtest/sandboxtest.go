// Package sandboxtest builds what the tests of sandboxes run, and collects what it
// prints. Nothing is built twice in a test process.
package sandboxtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"asynctour/server/clean"
	"asynctour/server/needs"
	"asynctour/server/play"
	"asynctour/server/sandbox"
	"asynctour/wasm/gocmd"
)

// Program returns the path of a program that does what it first reads, for wasip1;
// Native that for this machine, with the library that programs are built with. Tour is the tour, which lies beside no runsc; it is
// built without the race detector, which would slow down the sandboxes in its child
// processes. Guest is the process that waits for a program in gVisor.
var (
	Program = built("asynctour/server/sandbox/testdata/program", "program.wasm", "GOOS=wasip1", "GOARCH=wasm")
	Native  = built("asynctour/server/sandbox/testdata/program", nativeName, "CGO_ENABLED=0")
	Tour    = built("asynctour/server", tourName)
	Guest   = built("asynctour/server/sandbox/gvisor/guest", "guest", "CGO_ENABLED=0")
)

// The names of programs that are built in ways of their own.
const (
	nativeName = "program" // that of Native
	tourName   = "tour"
)

// folder holds the built programs, outside of the temporary folders of tests.
var folder string

// Run runs the tests of a package that builds programs, and returns the exit code of
// the process. A TestMain calls it.
func Run(m interface{ Run() int }) int {
	var err error
	if folder, err = os.MkdirTemp("", "tour-built-*"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder)
	return clean.Run(m)
}

// built returns a function that builds a package, once, and returns the path.
func built(pkg, name string, env ...string) func(t *testing.T) string {
	var once sync.Once
	var path string
	var err error
	build := func(root string) (string, error) {
		path := filepath.Join(folder, name)
		if name == tourName {
			// The go command links a program only where the file that is there is another: to link the tour takes
			// as long as most tests.
			_ = os.Link(filepath.Join(root, "bin", tourName), path) // it may not be there, or on another disk
		}
		args := []string{"build", "-ldflags=-s -w", "-o", path}
		if name == nativeName {
			library, err := gocmd.Library(context.Background(), path+"-library")
			if err != nil {
				return "", err
			}
			args = append(args, library)
		}
		cmd := exec.Command("go", append(args, pkg)...)
		cmd.Env = append(os.Environ(), env...)
		if out, err := cmd.CombinedOutput(); err != nil {
			return "", fmt.Errorf("go build %s: %w\n%s", pkg, err, out)
		}
		return path, nil
	}
	return func(t *testing.T) string {
		t.Helper()
		once.Do(func() { path, err = build(needs.Root(t)) })
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
}

// Read returns the content of a file.
func Read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Unhurried returns limits for which no machine is too slow: the times are an hour.
func Unhurried() play.Limits {
	limits := play.DefaultLimits()
	limits.BuildTime, limits.CPU, limits.Eager, limits.Wall = time.Hour, time.Hour, time.Hour, time.Hour
	return limits
}

// A Transcript collects what a program writes.
type Transcript struct {
	Wrote chan string // gets each text, if it is not nil

	mu     sync.Mutex
	chunks []sandbox.Chunk
}

// Add adds a chunk.
func (r *Transcript) Add(c sandbox.Chunk) {
	c.Data = append([]byte(nil), c.Data...)
	r.mu.Lock()
	r.chunks = append(r.chunks, c)
	r.mu.Unlock()
	if r.Wrote != nil {
		r.Wrote <- string(c.Data)
	}
}

// Text returns what was written as kind, or at all if kind is "".
func (r *Transcript) Text(kind play.Kind) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var b strings.Builder
	for _, c := range r.chunks {
		if kind == "" || c.Kind == kind {
			b.Write(c.Data)
		}
	}
	return b.String()
}
