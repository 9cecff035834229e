package build

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"

	"asynctour/server/fair"
	"asynctour/server/needs"
	"asynctour/server/play"
)

// testBuilder returns a Builder on the archives that a server would use.
func testBuilder(t *testing.T, target Target, change func(*play.Limits)) *Builder {
	t.Helper()
	limits := play.DefaultLimits()
	limits.BuildTime = time.Hour // no machine is too slow for what has other ends
	if change != nil {
		change(&limits)
	}
	return New(t.Context(), &Cache{Dir: needs.Cache(t)}, runtime.Version(), target, limits)
}

func program(body string) map[string]string {
	return map[string]string{"main.go": "package main\n\n" + body}
}

func TestBuild(t *testing.T) {
	for _, target := range []Target{JS, WASI} {
		b := testBuilder(t, target, nil)
		for name, body := range map[string]string{
			"hello": "import \"fmt\"\n\nfunc main() { fmt.Println(1) }\n",
			"sync":  "import \"golang.org/x/sync/errgroup\"\n\nfunc main() { new(errgroup.Group).Wait() }\n",
			"http":  "import \"net/http\"\n\nfunc main() { http.Get(\"\") }\n",
		} {
			binary, items, err := b.Build(t.Context(), fair.Job{}, program(body))
			if err != nil || len(items) > 0 || !bytes.HasPrefix(binary, []byte("\x00asm")) {
				t.Errorf("%s for %s: %d bytes, %v, %v", name, target, len(binary), items, err)
			}
		}
	}
}

// TestRelativeCache builds with a cache folder whose path is relative: tools run in others.
func TestRelativeCache(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	cache, err := filepath.Rel(here, needs.Cache(t))
	if err != nil {
		t.Fatal(err)
	}
	limits := play.DefaultLimits()
	limits.BuildTime = time.Hour
	b := New(t.Context(), &Cache{Dir: cache}, runtime.Version(), WASI, limits)
	if _, items, err := b.Build(t.Context(), fair.Job{}, program("func main() { println(\"relative\") }\n")); err != nil {
		t.Error(items, err)
	}
}

// TestTests builds a program that has tests, which run in its place.
func TestTests(t *testing.T) {
	b := testBuilder(t, Native, nil)
	files := program("func main() { panic(\"main\") }\n\nfunc add(a, b int) int { return a + b }\n")
	files["add_test.go"] = "package main\n\nimport \"testing\"\n\n" +
		"func TestAdd(t *testing.T) {\n\tif add(1, 2) != 3 {\n\t\tt.Error()\n\t}\n}\n\n" +
		"func TestWrong(t *testing.T) { t.Error(add(1, 2)) }\n\nfunc Testing() {}\n"
	binary, items, err := b.Build(t.Context(), fair.Job{}, files)
	if err != nil {
		t.Fatal(items, err)
	}
	path := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(path, binary, 0o700); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(path).CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 1 {
		t.Errorf("it ends with %v, want code 1", err)
	}
	for _, want := range []string{"--- PASS: TestAdd", "--- FAIL: TestWrong", "add_test.go:11: 3\n", "\nFAIL\n"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("it prints %q, which lacks %q", out, want)
		}
	}
	files["add_test.go"] = "package main\n\nfunc TestAdd(t *testing.T) {}\n"
	_, items, _ = b.Build(t.Context(), fair.Job{}, files)
	if len(items) == 0 || items[0].File != "add_test.go" || items[0].Line != 3 {
		t.Errorf("a test that does not compile: %+v", items)
	}
}

func TestDiagnostics(t *testing.T) {
	b := testBuilder(t, WASI, nil)
	for _, test := range []struct {
		name, body string
		want       []play.Diagnostic
	}{
		{"undefined", "func main() { x }\n",
			[]play.Diagnostic{{File: "main.go", Line: 3, Column: 15, Severity: "error", Message: "undefined: x"}}},
		{"syntax", "func main() {\n",
			[]play.Diagnostic{{File: "main.go", Line: 4, Column: 1, Severity: "error",
				Message: "syntax error: unexpected EOF, expected }"}}},
		{"no such package", "import \"nosuch\"\n\nfunc main() {}\n",
			[]play.Diagnostic{{File: "main.go", Line: 3, Column: 8, Severity: "error",
				Message: "could not import nosuch (there is no such package)"}}},
		{"no main", "func other() {}\n",
			[]play.Diagnostic{{File: "main.go", Severity: "error",
				Message: "function main is undeclared in the main package"}}},
		{"several lines", "type t struct{}\n\nvar _ interface{ f() } = t{}\n\nfunc main() {}\n",
			[]play.Diagnostic{{File: "main.go", Line: 5, Column: 26, Severity: "error",
				Message: "cannot use t{} (value of struct type t) as interface{f()} value in variable declaration: t does not implement interface{f()} (missing method f)"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, items, err := b.Build(t.Context(), fair.Job{}, program(test.body))
			var fault *play.Fault
			if !errors.As(err, &fault) || fault.Reason != play.ReasonBuild {
				t.Errorf("error %v, want one of reason %q", err, play.ReasonBuild)
			}
			if !reflect.DeepEqual(items, test.want) {
				t.Errorf("got %+v, want %+v", items, test.want)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	for _, test := range []struct {
		name, body string
		change     func(*play.Limits)
		reason     play.Reason
	}{
		{"time", "func main() {}\n", func(l *play.Limits) { l.BuildTime = time.Nanosecond }, play.ReasonTimeout},
		{"memory", "func main() {}\n", func(l *play.Limits) { l.BuildMemory = 8 << 20 }, play.ReasonMemory},
		{"binary", "func main() {}\n", func(l *play.Limits) { l.Binary = 512 << 10 }, play.ReasonRefused},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.name != "time" && runtime.GOOS != "linux" {
				t.Skip("only Linux lets us limit another process")
			}
			_, _, err := testBuilder(t, WASI, test.change).Build(t.Context(), fair.Job{}, program(test.body))
			var fault *play.Fault
			if !errors.As(err, &fault) || fault.Reason != test.reason {
				t.Errorf("got %v, want a fault of reason %q", err, test.reason)
			}
		})
	}
}

func TestNoToolchain(t *testing.T) {
	b := New(t.Context(), &Cache{Dir: t.TempDir()}, "go1.1", WASI, play.DefaultLimits())
	if err := b.Prepare(t.Context()); !errors.Is(err, ErrNoToolchain) {
		t.Errorf("another release: %v, want %v", err, ErrNoToolchain)
	}
	t.Setenv("PATH", t.TempDir())
	b = testBuilder(t, WASI, nil)
	if _, _, err := b.Build(t.Context(), fair.Job{}, program("func main() {}\n")); err == nil ||
		!strings.Contains(err.Error(), "no Go toolchain") {
		t.Errorf("no go command: %v", err)
	}
}

func TestCancel(t *testing.T) {
	b := testBuilder(t, WASI, nil)
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(play.ErrStopped)
	if _, _, err := b.Build(ctx, fair.Job{}, program("func main() { println(\"cancelled\") }\n")); !errors.Is(err, play.ErrStopped) {
		t.Errorf("got %v, want %v", err, play.ErrStopped)
	}
}

func TestResults(t *testing.T) {
	s := newResults(3 << 20)
	for _, key := range []string{"a", "b"} {
		s.put(key, result{binary: make([]byte, 1<<20)})
	}
	s.get("a")
	s.put("c", result{binary: make([]byte, 1<<20)})
	if _, ok := s.get("b"); ok {
		t.Error("the result that was used least is still there")
	}
	if _, ok := s.get("a"); !ok {
		t.Error("a result that was used is gone")
	}
	if (result{err: &play.Fault{Reason: play.ReasonTimeout}}).lasting() {
		t.Error("a timeout would be remembered")
	}
}

// remote stands for a gate.
func remote(r *http.Request) string { return r.RemoteAddr }

func TestHandler(t *testing.T) {
	limits := play.DefaultLimits()
	b := testBuilder(t, JS, nil)
	build := func(ctx context.Context, owner fair.Owner, req play.Request) ([]byte, []play.Diagnostic, error) {
		return b.Build(ctx, fair.Job{Owner: owner}, req.Files)
	}
	h := &Handler{Limits: limits, Build: build, Address: remote, Log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	for _, test := range []struct {
		name, body string
		status     int
		want       string // how the answer begins
	}{
		{"good", `{"files":{"main.go":"package main\nfunc main() {}"}}`, http.StatusOK, "\x00asm"},
		{"does not compile", `{"files":{"main.go":"package main\nfunc main() { x }"}}`,
			http.StatusUnprocessableEntity,
			`{"run":"","seq":0,"kind":"diagnostics","items":[{"file":"main.go","line":2,"column":15,`},
		{"import", `{"files":{"main.go":"package main\nimport \"C\""},"lang":"zh"}`, http.StatusUnprocessableEntity,
			`{"kind":"diagnostics","items":[{"file":"main.go","line":2,"column":8,"severity":"error","message":"这里不能 import \"C\"：只支持纯 Go 程序。"}],"reason":"refused","message":"这里不能`},
		{"no JSON", `hello`, http.StatusBadRequest, `{"run":"","seq":0,"kind":"end","at":0,"reason":"refused"`},
		{"nothing", `{}`, http.StatusBadRequest, `{"run":"","seq":0,"kind":"end","at":0,"reason":"refused"`},
		{"large", fmt.Sprintf(`{"files":{"main.go":"package main // %s"}}`, strings.Repeat("x", limits.Source)),
			http.StatusRequestEntityTooLarge, `{"run":"","seq":0,"kind":"end"`},
		{"very large", strings.Repeat(" ", 7*limits.Source), http.StatusRequestEntityTooLarge,
			`{"run":"","seq":0,"kind":"end"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/build", strings.NewReader(test.body)))
			if w.Code != test.status || !strings.HasPrefix(w.Body.String(), test.want) {
				t.Errorf("got %d %.200q, want %d %q", w.Code, w.Body, test.status, test.want)
			}
		})
	}
}

// TestHandlerCompresses has the handler send a program as a browser would ask
// for it.
func TestHandlerCompresses(t *testing.T) {
	binary := bytes.Repeat([]byte("\x00asm and so on"), 1000)
	h := &Handler{
		Limits: play.DefaultLimits(),
		Build: func(context.Context, fair.Owner, play.Request) ([]byte, []play.Diagnostic, error) {
			return binary, nil, nil
		},
		Address: remote,
	}
	for accept, encoding := range map[string]string{"gzip, deflate, br": "br", "gzip;q=1.0": "gzip", "": ""} {
		r := httptest.NewRequest(http.MethodPost, "/build", strings.NewReader(`{"files":{"main.go":"package main"}}`))
		r.Header.Set("Accept-Encoding", accept)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		var body io.Reader = w.Body
		switch encoding {
		case "br":
			body = brotli.NewReader(body)
		case "gzip":
			unzipped, err := gzip.NewReader(body)
			if err != nil {
				t.Fatal(err)
			}
			body = unzipped
		}
		got, err := io.ReadAll(body)
		if err != nil || !bytes.Equal(got, binary) || w.Header().Get("Content-Encoding") != encoding {
			t.Errorf("%q: %d bytes as %q, %v, want %d as %q", accept, len(got), w.Header().Get("Content-Encoding"),
				err, len(binary), encoding)
		}
	}
}
