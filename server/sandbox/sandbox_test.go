package sandbox

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"asynctour/server/clean"
	"asynctour/server/play"
)

// program is testdata/program for wasip1, and tour the program whose processes
// are the children: one built without the race detector, which would make an
// interpreter of an interpreter.
//
// native is the same program for this machine, and guest what waits for it in
// gVisor.
var (
	program = built("./testdata/program", "program.wasm", "GOOS=wasip1", "GOARCH=wasm")
	tour    = built("asynctour/server", "tour")
	native  = built("./testdata/program", "program", "CGO_ENABLED=0")
	guest   = built("./guest", "guest", "CGO_ENABLED=0")
)

// built returns what builds a package, once, and returns the path.
func built(pkg, name string, env ...string) func(t *testing.T) string {
	var path string
	var err error
	var once sync.Once
	return func(t *testing.T) string {
		t.Helper()
		once.Do(func() {
			path = filepath.Join(binaries, name)
			cmd := exec.Command("go", "build", "-ldflags=-s -w", "-o", path, pkg)
			cmd.Env = append(os.Environ(), env...)
			if out, failed := cmd.CombinedOutput(); failed != nil {
				err = fmt.Errorf("go build %s: %w\n%s", pkg, failed, out)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
}

// binaries is the folder of what the tests build.
var binaries string

func TestMain(m *testing.M) {
	var err error
	if binaries, err = os.MkdirTemp("", "sandbox-test-*"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(clean.Run(m, func() { os.RemoveAll(binaries) }))
}

// unhurried returns limits for which no machine is too slow: what is tested with them
// has other ends than those of time.
func unhurried() play.Limits {
	limits := play.DefaultLimits()
	limits.CPU, limits.Eager, limits.Wall = time.Hour, time.Hour, time.Hour
	return limits
}

// transcript collects what a program writes.
type transcript struct {
	mu     sync.Mutex
	chunks []play.Chunk
	wrote  chan string // each text, if not nil
}

func (r *transcript) add(c play.Chunk) {
	c.Data = append([]byte(nil), c.Data...)
	r.mu.Lock()
	r.chunks = append(r.chunks, c)
	r.mu.Unlock()
	if r.wrote != nil {
		r.wrote <- string(c.Data)
	}
}

// text returns what was written to stream, or to any if stream is "".
func (r *transcript) text(stream string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var b strings.Builder
	for _, c := range r.chunks {
		if stream == "" || c.Stream == stream {
			b.Write(c.Data)
		}
	}
	return b.String()
}

// A sandbox runs the program, which does what it first reads.
type sandbox func(ctx context.Context, clock string, in *play.Input, out func(play.Chunk)) (play.Result, error)

// sandboxes returns the ways to run the program: in this process, in a child on
// either engine, and where there is gVisor, in that.
func sandboxes(t *testing.T, limits play.Limits) map[string]sandbox {
	t.Helper()
	binary := read(t, program(t))
	children, err := NewChildren(tour(t), 1, limits)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { children.Close() })
	published, err := NewPublished(context.Background(), filepath.Join(binaries, "cache"), limits.Memory, func(string) ([]byte, error) { return binary, nil })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { published.Close(context.Background()) })
	child := func(computes bool) sandbox {
		return func(ctx context.Context, clock string, in *play.Input, out func(play.Chunk)) (play.Result, error) {
			return children.Run(ctx, play.Program{Binary: binary, Computes: computes, Clock: clock}, in, out)
		}
	}
	places := map[string]sandbox{
		"published": func(ctx context.Context, clock string, in *play.Input, out func(play.Chunk)) (play.Result, error) {
			return published.Run(ctx, play.Program{Snippet: "x", Clock: clock}, in, out)
		},
		"interpreter": child(false),
		"compiler":    child(true),
	}
	if runtime.GOOS == "linux" {
		g, err := tryGVisor(t, limits)
		if err != nil {
			t.Log("gVisor is left out:", err)
			return places
		}
		binary := read(t, native(t))
		places["gvisor"] = func(ctx context.Context, _ string, in *play.Input, out func(play.Chunk)) (play.Result, error) {
			return g.Run(ctx, play.Program{Binary: binary, Clock: play.Real}, in, out)
		}
	}
	return places
}

// openGVisor opens a GVisor with the runsc that make gvisor builds. The test is
// skipped, with why, on a machine where gVisor cannot run.
func openGVisor(t *testing.T, limits play.Limits) *GVisor {
	t.Helper()
	g, err := tryGVisor(t, limits)
	if err != nil {
		t.Skip(err)
	}
	return g
}

func tryGVisor(t *testing.T, limits play.Limits) (*GVisor, error) {
	t.Helper()
	runsc, err := FindGVisor(filepath.Join("..", "..", "bin", "tour"))
	if err != nil {
		return nil, err
	}
	g, err := NewGVisor(runsc, read(t, guest(t)), 1, 2, limits)
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	return g, g.Check(t.Context(), read(t, native(t)), "")
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestPrograms(t *testing.T) {
	limits := unhurried()
	limits.Memory = 64 << 20
	places := sandboxes(t, limits)
	for _, test := range []struct {
		does           string
		stdin          string
		stdout, stderr string // stderr: what it contains
		want           play.Result
	}{
		{"gather", "", "1\n2\n3\n", "", play.Result{Reason: play.Exit, At: 3000}},
		{"panic", "", "", "before\npanic: oh\n\ngoroutine 1 [running]:\nmain.main()\n", play.Result{Reason: play.Exit, Code: 2}},
		{"deadlock", "", "", "fatal error: all goroutines are asleep - deadlock!", play.Result{Reason: play.Exit, Code: 2}},
		{"exit", "", "", "", play.Result{Reason: play.Exit, Code: 3}},
		{"echo", "hello\n世界\n", "you said hello\nyou said 世界\n", "", play.Result{Reason: play.Exit}},
		{"memory", "", "", "out of memory", play.Result{Reason: play.Memory, Code: 2}},
		{"look around", "", "true 0 true\n", "", play.Result{Reason: play.Exit}},
		// The interpreter's own stack ends first; on the compiled engine the memory does.
		{"recurse", "", "", "", play.Result{Code: 2}},
	} {
		for name, run := range places {
			t.Run(test.does+" "+name, func(t *testing.T) {
				in := play.NewInput(limits.Stdin)
				in.Send(test.does + "\n")
				if test.stdin != "" {
					in.Send(test.stdin)
				}
				in.Close()
				var got transcript
				result, err := run(t.Context(), play.Virtual, in, got.add)
				if err != nil {
					t.Fatal(err)
				}
				if test.want.Reason != "" && result.Reason != test.want.Reason || result.Code != test.want.Code || result.At < test.want.At {
					t.Errorf("result %+v, want %+v; stderr %s", result, test.want, got.text(play.Stderr))
				}
				if got.text(play.Stdout) != test.stdout || !strings.Contains(got.text(play.Stderr), test.stderr) {
					t.Errorf("stdout %q, stderr %q, want %q, %q", got.text(play.Stdout), got.text(play.Stderr), test.stdout, test.stderr)
				}
			})
		}
	}
}

// TestCancel ends programs that would not end by themselves.
func TestCancel(t *testing.T) {
	limits := unhurried()
	for name, run := range sandboxes(t, limits) {
		for _, does := range []string{"sleep", "read", "spin"} {
			if name == "published" && does == "spin" {
				continue // Published says that it cannot; nothing published spins
			}
			t.Run(does+" "+name, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				in := play.NewInput(limits.Stdin)
				in.Send(does + "\n")
				got := transcript{wrote: make(chan string, 1)}
				go func() {
					<-got.wrote
					cancel()
				}()
				if _, err := run(ctx, play.Real, in, got.add); err == nil {
					t.Error("no error from a run that was cancelled")
				}
				if text := got.text(""); text != "started\n" {
					t.Errorf("it wrote %q", text)
				}
			})
		}
	}
}

// TestCPU has a program use up its processor time.
func TestCPU(t *testing.T) {
	limits := unhurried()
	limits.CPU = time.Second
	for name, run := range sandboxes(t, limits) {
		if name == "published" {
			continue // not limited: our own code
		}
		in := play.NewInput(limits.Stdin)
		in.Send("spin\n")
		result, err := run(t.Context(), play.Real, in, func(play.Chunk) {})
		if err != nil || result.Reason != play.Timeout {
			t.Errorf("%s: %+v, %v, want %s", name, result, err, play.Timeout)
		}
	}
}
