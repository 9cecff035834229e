// Package sandboxtest builds what the tests of sandboxes run, and collects what it
// prints. What is built stays until the test process has called Remove.
package sandboxtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// Program returns the path of a program that does what it first reads, for wasip1;
// Native that for this machine. Tour is the program whose processes are the children:
// one built without the race detector, which would make an interpreter of an
// interpreter. Guest is what waits for a program in gVisor.
var (
	Program = built("asynctour/server/sandbox/testdata/program", "program.wasm", "GOOS=wasip1", "GOARCH=wasm")
	Native  = built("asynctour/server/sandbox/testdata/program", "program", "CGO_ENABLED=0")
	Tour    = built("asynctour/server", "tour")
	Guest   = built("asynctour/server/sandbox/gvisor/guest", "guest", "CGO_ENABLED=0")
)

// folder is the folder of what is built.
var folder = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "sandbox-test-*") })

// Remove removes what was built.
func Remove() {
	if dir, err := folder(); err == nil {
		os.RemoveAll(dir)
	}
}

// built returns what builds a package, once, and returns the path.
func built(pkg, name string, env ...string) func(t *testing.T) string {
	build := sync.OnceValues(func() (string, error) {
		dir, err := folder()
		if err != nil {
			return "", err
		}
		path := filepath.Join(dir, name)
		cmd := exec.Command("go", "build", "-ldflags=-s -w", "-o", path, pkg)
		cmd.Env = append(os.Environ(), env...)
		if out, err := cmd.CombinedOutput(); err != nil {
			return "", fmt.Errorf("go build %s: %w\n%s", pkg, err, out)
		}
		return path, nil
	})
	return func(t *testing.T) string {
		t.Helper()
		path, err := build()
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

// Unhurried returns limits that no test depends on: none of time.
func Unhurried() play.Limits {
	limits := play.DefaultLimits()
	limits.CPU, limits.Eager, limits.Wall = time.Hour, time.Hour, time.Hour
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
