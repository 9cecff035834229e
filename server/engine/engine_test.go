package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"asynctour/server/fair"
	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// testEngine returns an Engine that has one snippet, builds anything but "broken",
// and has run run all programs. It has no native platform.
func testEngine(t *testing.T, run sandbox.Run) *Engine {
	build := func(_ context.Context, _ fair.Job, files map[string]string) ([]byte, []play.Diagnostic, error) {
		if files["main.go"] == "broken" {
			items := []play.Diagnostic{{File: "main.go", Line: 1, Severity: play.SeverityError, Message: "broken"}}
			return nil, items, &play.Fault{Reason: play.ReasonBuild, Key: "build"}
		}
		return []byte("binary"), nil, nil
	}
	return &Engine{
		Limits: play.DefaultLimits(),
		Source: func(snippet string) (map[string]string, bool) {
			return map[string]string{"main.go": "package main // published"}, snippet == "x/y"
		},
		Checks: func(snippet string) (Checks, bool) {
			return Checks{Source: checks, Names: []string{"TestA", "TestB", "TestC"}, Version: "v"}, snippet == "x/y"
		},
		Published: func(string) sandbox.Run { return run },
		Module:    Platform{Build: build, Run: run},
		Page:      build,
		Crowd:     new(fair.Crowd),
		Builds:    fair.NewQueue(1, 1),
		Runs:      fair.NewQueue(1, 1),
		Log:       slog.New(slog.NewTextHandler(t.Output(), nil)),
	}
}

// record runs req and returns its events in short, checking their numbers.
func record(t *testing.T, ctx context.Context, e *Engine, req play.Request) []string {
	t.Helper()
	var got []string
	req.Run = "r"
	e.Run(ctx, fair.Owner{}, req, play.NewInput(10), func(e play.Event) {
		if e.Run != "r" || e.Seq != len(got)+1 {
			t.Errorf("event %d is %s %d", len(got)+1, e.Run, e.Seq)
		}
		text := string(e.Kind)
		switch e.Kind {
		case play.KindStdout, play.KindStderr:
			text += " " + e.Text
		case play.KindCheck:
			text += fmt.Sprintf(" %s %t %q", e.Name, e.OK, e.Text)
		case play.KindEnd:
			text += fmt.Sprintf(" %s %d", e.Reason, e.Code)
		}
		got = append(got, text)
	})
	return got
}

func TestRun(t *testing.T) {
	edited := play.Request{Files: map[string]string{"main.go": "package main"}}
	exit := sandbox.Facts{}
	for _, test := range []struct {
		name  string
		req   play.Request
		facts sandbox.Facts
		err   error
		want  []string
	}{
		{"published", play.Request{Snippet: "x/y"}, exit, nil, []string{"running", "stdout hi", "end exit 0"}},
		{"edited", edited, exit, nil, []string{"building", "running", "stdout hi", "end exit 0"}},
		{"panic", edited, sandbox.Facts{Code: 2}, nil, []string{"building", "running", "stdout hi", "end exit 2"}},
		{"memory", edited, sandbox.Facts{Code: 2, Memory: true}, nil,
			[]string{"building", "running", "stdout hi", "end memory 0"}},
		{"processor time", edited, sandbox.Facts{Signal: 9, CPU: time.Hour}, nil,
			[]string{"building", "running", "stdout hi", "end timeout 0"}},
		{"our fault", edited, sandbox.Facts{}, errors.New("the disk is full"),
			[]string{"building", "running", "stdout hi", "end internal 0"}},
		{"does not compile", play.Request{Files: map[string]string{"main.go": "broken"}}, exit, nil,
			[]string{"building", "diagnostics", "end build 0"}},
		{"refused", play.Request{Snippet: "no/such"}, exit, nil, []string{"end refused 0"}},
		{"refused at a line", play.Request{Files: map[string]string{"main.go": "package main\nimport \"C\""}}, exit,
			nil, []string{"diagnostics", "end refused 0"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := testEngine(t, func(_ context.Context, _ fair.Job, p sandbox.Program, _ *play.Input,
				out func(sandbox.Chunk)) (sandbox.Facts, error) {
				if (p.Binary == nil) != (test.req.Snippet != "") {
					t.Errorf("the sandbox got %+v", p)
				}
				out(sandbox.Chunk{Kind: play.KindStdout, Data: []byte("hi")})
				return test.facts, test.err
			})
			if got := record(t, t.Context(), e, test.req); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// wait runs until it is cancelled, having written "hi".
func wait(
	ctx context.Context, _ fair.Job, _ sandbox.Program, _ *play.Input, out func(sandbox.Chunk),
) (sandbox.Facts, error) {
	out(sandbox.Chunk{Kind: play.KindStdout, Data: []byte("hi")})
	<-ctx.Done()
	return sandbox.Facts{At: 5}, ctx.Err()
}

func TestRunEnds(t *testing.T) {
	published := play.Request{Snippet: "x/y"}
	t.Run("wall clock", func(t *testing.T) {
		e := testEngine(t, wait)
		e.Limits.Wall = time.Millisecond
		if got, want := record(t, t.Context(), e, published), []string{"running", "stdout hi", "end timeout 0"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
	t.Run("output", func(t *testing.T) {
		e := testEngine(t, wait)
		e.Limits.Output = 1
		if got, want := record(t, t.Context(), e, published), []string{"running", "stdout h", "end output 0"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
	for cause, reason := range map[error]play.Reason{play.ErrStopped: play.ReasonStopped,
		context.Canceled: play.ReasonInternal} {
		t.Run(string(reason), func(t *testing.T) {
			ctx, cancel := context.WithCancelCause(t.Context())
			e := testEngine(t, func(ctx context.Context, job fair.Job, p sandbox.Program, in *play.Input,
				out func(sandbox.Chunk)) (sandbox.Facts, error) {
				cancel(cause)
				return wait(ctx, job, p, in, out)
			})
			if got, want := record(t, ctx, e, published),
				[]string{"running", "stdout hi", "end " + string(reason) + " 0"}; !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// TestTurns has a run and a page's build take the same turns: one waits for the
// slot, the next is refused as busy.
func TestTurns(t *testing.T) {
	e := testEngine(t, wait)
	release, err := e.Builds.Acquire(t.Context(), fair.Owner{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancelCause(t.Context())
	waiting, ended := make(chan play.Event, 1), make(chan play.Event, 1)
	edited := play.Request{Files: map[string]string{"main.go": "package main"}}
	go e.Run(ctx, fair.Owner{}, edited, play.NewInput(10), func(e play.Event) {
		if e.Kind == play.KindQueued {
			waiting <- e
		}
		if e.Kind == play.KindEnd {
			ended <- e
		}
	})
	if e := <-waiting; e.Position != 1 {
		t.Errorf("the run is at %d", e.Position)
	}
	var fault *play.Fault
	if _, _, err := e.Build(t.Context(), fair.Owner{}, edited); !errors.As(err, &fault) ||
		fault.Reason != play.ReasonBusy {
		t.Errorf("the build beside it got %v, want busy", err)
	}
	stop(play.ErrStopped)
	if e := <-ended; e.Reason != play.ReasonStopped {
		t.Errorf("the run ended as %s", e.Reason)
	}
	release()
	if binary, _, err := e.Build(t.Context(), fair.Owner{}, edited); err != nil || string(binary) != "binary" {
		t.Errorf("the build got %q, %v", binary, err)
	}
}

// TestUnable has the server fail to build a program, and to start one: its reader is told to run it elsewhere, in
// each language, and what went wrong is for the log alone.
func TestUnable(t *testing.T) {
	full := errors.New("mkdir /tmp/tour-build-1: no space left on device")
	fails := func(context.Context, fair.Job, map[string]string) ([]byte, []play.Diagnostic, error) {
		return nil, nil, full
	}
	starts := func(context.Context, fair.Job, sandbox.Program, *play.Input, func(sandbox.Chunk)) (sandbox.Facts, error) {
		return sandbox.Facts{}, fmt.Errorf("%w: %w", sandbox.ErrStart, full)
	}
	for _, lang := range []string{"en", "zh"} {
		e := testEngine(t, starts)
		edited := play.Request{Files: map[string]string{"main.go": "package main"}, Lang: lang}
		if got, want := endOf(e, edited), (play.Fault{Reason: play.ReasonBusy, Key: "busy.run"}); got.Reason != want.Reason ||
			got.Message != want.Message(lang) {
			t.Errorf("what does not start ends with %+v", got)
		}
		e.Module.Build, e.Page = fails, fails
		if got, want := endOf(e, edited), (play.Fault{Reason: play.ReasonBusy, Key: "busy.build"}); got.Reason != want.Reason ||
			got.Message != want.Message(lang) {
			t.Errorf("what is not built ends with %+v", got)
		}
		_, _, err := e.Build(t.Context(), fair.Owner{}, edited)
		if f := play.AsFault(err); f.Reason != play.ReasonBusy || f.Key != "busy.page" {
			t.Errorf("a build for a page ends with %v", err)
		}
	}
}

// TestInstead has the sandbox for native programs fail to start: what is published runs as a module.
func TestInstead(t *testing.T) {
	e := testEngine(t, func(_ context.Context, _ fair.Job, _ sandbox.Program, _ *play.Input, out func(sandbox.Chunk)) (
		sandbox.Facts, error) {
		out(sandbox.Chunk{Kind: play.KindStdout, Data: []byte("module")})
		return sandbox.Facts{}, nil
	})
	e.Native = func() *Platform {
		return &Platform{
			Published: func(string) []byte { return []byte("native") },
			Run: func(context.Context, fair.Job, sandbox.Program, *play.Input, func(sandbox.Chunk)) (sandbox.Facts, error) {
				return sandbox.Facts{}, sandbox.ErrStart
			},
		}
	}
	want := []string{"running", "stdout module", "end exit 0"}
	if got := record(t, t.Context(), e, play.Request{Snippet: "x/y"}); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// endOf runs req and returns its end.
func endOf(e *Engine, req play.Request) (end play.Event) {
	req.Run = "r"
	e.Run(context.Background(), fair.Owner{}, req, play.NewInput(10), func(event play.Event) { end = event })
	return end
}
