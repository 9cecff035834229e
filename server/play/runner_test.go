package play

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"
)

// testRunner returns a Runner that knows one snippet, builds anything but
// "broken", and has sandbox run it.
func testRunner(t *testing.T, sandbox Sandbox) *Runner {
	return &Runner{
		Limits: DefaultLimits(),
		Known:  func(s string) bool { return s == "x/y" },
		Build: func(_ context.Context, files map[string]string) ([]byte, []Diagnostic, error) {
			if files["main.go"] == "broken" {
				return nil, []Diagnostic{{File: "main.go", Line: 1, Severity: "error", Message: "broken"}}, &Fault{Reason: Build, Key: "build"}
			}
			return []byte("binary"), nil, nil
		},
		Sandbox: sandbox,
		Crowd:   new(Crowd),
		Builds:  NewQueue(1, 1),
		Runs:    NewQueue(1, 1),
		Log:     slog.New(slog.NewTextHandler(t.Output(), nil)),
	}
}

// record runs req and returns its events in short, checking their numbers.
func record(t *testing.T, ctx context.Context, r *Runner, req Request) []string {
	t.Helper()
	var got []string
	req.Run = "r"
	r.Run(ctx, req, NewInput(10), func(e Event) {
		if e.Run != "r" || e.Seq != len(got)+1 {
			t.Errorf("event %d is %s %d", len(got)+1, e.Run, e.Seq)
		}
		text := e.Kind
		switch e.Kind {
		case Stdout, Stderr:
			text += " " + e.Text
		case End:
			text += fmt.Sprintf(" %s %d", e.Reason, e.Code)
		}
		got = append(got, text)
	})
	return got
}

func TestRun(t *testing.T) {
	edited := Request{Files: map[string]string{"main.go": "package main"}}
	for _, test := range []struct {
		name   string
		req    Request
		result Result
		err    error
		want   []string
	}{
		{"published", Request{Snippet: "x/y"}, Result{Reason: Exit}, nil, []string{"running", "stdout hi", "end exit 0"}},
		{"edited", edited, Result{Reason: Exit}, nil, []string{"building", "running", "stdout hi", "end exit 0"}},
		{"panic", edited, Result{Reason: Exit, Code: 2}, nil, []string{"building", "running", "stdout hi", "end exit 2"}},
		{"memory", edited, Result{Reason: Memory}, nil, []string{"building", "running", "stdout hi", "end memory 0"}},
		{"processor time", edited, Result{Reason: Timeout}, nil, []string{"building", "running", "stdout hi", "end timeout 0"}},
		{"our fault", edited, Result{}, errors.New("the disk is full"), []string{"building", "running", "stdout hi", "end internal 0"}},
		{"does not compile", Request{Files: map[string]string{"main.go": "broken"}}, Result{}, nil, []string{"building", "diagnostics", "end build 0"}},
		{"refused", Request{Snippet: "no/such"}, Result{}, nil, []string{"end refused 0"}},
		{"refused at a line", Request{Files: map[string]string{"main.go": "package main\nimport \"C\""}}, Result{}, nil, []string{"diagnostics", "end refused 0"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := testRunner(t, func(_ context.Context, p Program, _ *Input, out func(Chunk)) (Result, error) {
				if (p.Binary == nil) != (p.Snippet != "") {
					t.Errorf("the sandbox got %+v", p)
				}
				out(Chunk{Stdout, 0, []byte("hi")})
				return test.result, test.err
			})
			if got := record(t, t.Context(), r, test.req); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// wait runs until it is cancelled, having written "hi".
func wait(ctx context.Context, _ Program, _ *Input, out func(Chunk)) (Result, error) {
	out(Chunk{Stdout, 0, []byte("hi")})
	<-ctx.Done()
	return Result{At: 5}, ctx.Err()
}

func TestRunEnds(t *testing.T) {
	published := Request{Snippet: "x/y"}
	t.Run("wall clock", func(t *testing.T) {
		r := testRunner(t, wait)
		r.Limits.Wall = time.Millisecond
		if got, want := record(t, t.Context(), r, published), []string{"running", "stdout hi", "end timeout 0"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
	t.Run("output", func(t *testing.T) {
		r := testRunner(t, wait)
		r.Limits.Output = 1
		if got, want := record(t, t.Context(), r, published), []string{"running", "stdout h", "end output 0"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
	for cause, reason := range map[error]string{ErrStopped: Stopped, context.Canceled: Internal} {
		t.Run(reason, func(t *testing.T) {
			ctx, cancel := context.WithCancelCause(t.Context())
			r := testRunner(t, func(ctx context.Context, p Program, in *Input, out func(Chunk)) (Result, error) {
				cancel(cause)
				return wait(ctx, p, in, out)
			})
			if got, want := record(t, ctx, r, published), []string{"running", "stdout hi", "end " + reason + " 0"}; !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestComputes(t *testing.T) {
	if !computes(map[string]string{"main.go": "//tour:compute\npackage main"}) {
		t.Error("the directive was not seen")
	}
	if computes(map[string]string{"main.go": "package main // about //tour:compute"}) {
		t.Error("a mention was taken for the directive")
	}
}
