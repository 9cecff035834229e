package sandbox

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

	"asynctour/server/play"
)

// TestMain lets the test's own executable be the child that Children starts.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == ChildArg {
		os.Exit(Child(os.Stdin, os.Stdout))
	}
	os.Exit(m.Run())
}

// module builds source for wasip1.
func module(t *testing.T, source string) []byte {
	t.Helper()
	dir := t.TempDir()
	out := filepath.Join(dir, "main.wasm")
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "build", "-ldflags=-s -w", "-o", out, filepath.Join(dir, "main.go"))
	cmd.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm")
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, text)
	}
	binary, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return binary
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

// sandboxes returns both ways to run a module: in this process, and in a child
// on either engine.
func sandboxes(t *testing.T, limits play.Limits, source string) map[string]func(ctx context.Context, clock string, in *play.Input, out func(play.Chunk)) (play.Result, error) {
	t.Helper()
	binary := module(t, source)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	children, err := NewChildren(exe, 1, limits)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { children.Close() })
	published, err := NewPublished(t.Context(), t.TempDir(), limits.Memory, func(string) ([]byte, error) { return binary, nil })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { published.Close(context.Background()) })
	child := func(computes bool) func(ctx context.Context, clock string, in *play.Input, out func(play.Chunk)) (play.Result, error) {
		return func(ctx context.Context, clock string, in *play.Input, out func(play.Chunk)) (play.Result, error) {
			return children.Run(ctx, play.Program{Binary: binary, Computes: computes, Clock: clock}, in, out)
		}
	}
	return map[string]func(ctx context.Context, clock string, in *play.Input, out func(play.Chunk)) (play.Result, error){
		"published": func(ctx context.Context, clock string, in *play.Input, out func(play.Chunk)) (play.Result, error) {
			return published.Run(ctx, play.Program{Snippet: "x", Clock: clock}, in, out)
		},
		"interpreter": child(false),
		"compiler":    child(true),
	}
}

func TestPrograms(t *testing.T) {
	const head = "package main\n"
	for _, test := range []struct {
		name, source   string
		stdin          string
		stdout, stderr string // stderr: what it contains
		want           play.Result
	}{
		{
			name:   "gather",
			source: head + `import ("fmt"; "sync"; "time"); func main() { var wg sync.WaitGroup; for _, n := range []int{2, 1, 3} { wg.Go(func() { time.Sleep(time.Duration(n) * time.Second); fmt.Println(n) }) }; wg.Wait() }`,
			stdout: "1\n2\n3\n",
			want:   play.Result{Reason: play.Exit, At: 3000},
		},
		{
			name:   "panic",
			source: head + `func main() { println("before"); panic("oh") }`,
			stderr: "panic: oh\n\ngoroutine 1 [running]:\nmain.main()\n",
			want:   play.Result{Reason: play.Exit, Code: 2},
		},
		{
			name:   "deadlock",
			source: head + `func main() { <-make(chan int) }`,
			stderr: "fatal error: all goroutines are asleep - deadlock!",
			want:   play.Result{Reason: play.Exit, Code: 2},
		},
		{
			name:   "exit",
			source: head + `import "os"; func main() { os.Exit(3) }`,
			want:   play.Result{Reason: play.Exit, Code: 3},
		},
		{
			name:   "echo",
			source: head + `import ("bufio"; "fmt"; "os"); func main() { for s := bufio.NewScanner(os.Stdin); s.Scan(); { fmt.Println("you said", s.Text()) } }`,
			stdin:  "hello\n世界\n",
			stdout: "you said hello\nyou said 世界\n",
			want:   play.Result{Reason: play.Exit},
		},
		{
			name:   "memory",
			source: head + `func main() { var all [][]byte; for { all = append(all, make([]byte, 1<<20)) } }`,
			stderr: "out of memory",
			want:   play.Result{Reason: play.Memory, Code: 2},
		},
		{
			name:   "nothing to find",
			source: head + `import ("fmt"; "os"); func main() { _, err := os.ReadFile("/etc/passwd"); fmt.Println(err != nil, len(os.Environ()), os.WriteFile("x", nil, 0o600) != nil) }`,
			stdout: "true 0 true\n",
			want:   play.Result{Reason: play.Exit},
		},
		{
			name:   "stack overflow",
			source: head + `func f(n int) int { return f(n+1) + 1 }; func main() { f(0) }`,
			// The interpreter's own stack ends first; on the compiled engine the memory does.
			want: play.Result{Code: 2},
		},
		{
			name: "http in process",
			source: head + `import ("fmt"; "io"; "net/http"; "net/http/httptest"); func main() { s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "served ", r.URL.Path) })); defer s.Close()
				r, err := http.Get(s.URL + "/a"); if err != nil { panic(err) }; b, _ := io.ReadAll(r.Body); fmt.Println(string(b)) }`,
			stdout: "served /a\n",
			want:   play.Result{Reason: play.Exit},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			limits := play.DefaultLimits()
			limits.Memory = 64 << 20
			for name, run := range sandboxes(t, limits, test.source) {
				in := play.NewInput(limits.Stdin)
				in.Send(test.stdin)
				if test.stdin != "" {
					in.Close()
				}
				var got transcript
				result, err := run(t.Context(), play.Virtual, in, got.add)
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if test.want.Reason != "" && result.Reason != test.want.Reason || result.Code != test.want.Code || result.At < test.want.At {
					t.Errorf("%s: result %+v, want %+v; stderr %s", name, result, test.want, got.text(play.Stderr))
				}
				if got.text(play.Stdout) != test.stdout || !strings.Contains(got.text(play.Stderr), test.stderr) {
					t.Errorf("%s: stdout %q, stderr %q, want %q, %q", name, got.text(play.Stdout), got.text(play.Stderr), test.stdout, test.stderr)
				}
			}
		})
	}
}

// TestCancel ends programs that would not end by themselves.
func TestCancel(t *testing.T) {
	for _, test := range []struct{ name, loop string }{
		{"sleeping", "time.Sleep(time.Hour)"},
		{"reading", "os.Stdin.Read(make([]byte, 1))"},
		{"spinning", "_ = 0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			source := fmt.Sprintf("package main\nimport (\"fmt\"; \"os\"; \"time\")\nvar _ = time.Now\nvar _ = os.Stdin\nfunc main() { fmt.Println(\"started\"); for { %s } }", test.loop)
			for name, run := range sandboxes(t, play.DefaultLimits(), source) {
				if name == "published" && test.name == "spinning" {
					continue // Published says that it cannot; nothing published spins
				}
				ctx, cancel := context.WithCancel(t.Context())
				got := transcript{wrote: make(chan string, 1)}
				go func() {
					<-got.wrote
					cancel()
				}()
				if _, err := run(ctx, play.Real, play.NewInput(1), got.add); err == nil {
					t.Errorf("%s: no error from a run that was cancelled", name)
				}
			}
		})
	}
}

// TestCPU has a program use up its processor time.
func TestCPU(t *testing.T) {
	limits := play.DefaultLimits()
	limits.CPU = time.Second
	for name, run := range sandboxes(t, limits, "package main\nfunc main() { for { } }") {
		if name == "published" {
			continue // not limited: our own code
		}
		result, err := run(t.Context(), play.Real, play.NewInput(1), func(play.Chunk) {})
		if err != nil || result.Reason != play.Timeout {
			t.Errorf("%s: %+v, %v, want %s", name, result, err, play.Timeout)
		}
	}
}
