// Package sandbox_test runs the same programs in all sandboxes.
package sandbox_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"asynctour/server/fair"
	"asynctour/server/needs"
	"asynctour/server/play"
	"asynctour/server/sandbox"
	"asynctour/server/sandbox/gvisor"
	"asynctour/server/sandbox/sandboxtest"
	"asynctour/server/sandbox/wasi"
)

func TestMain(m *testing.M) { os.Exit(sandboxtest.Run(m)) }

// A place runs the program, which does what it first reads.
type place func(ctx context.Context, clock play.Clock, in *play.Input, out func(sandbox.Chunk)) (sandbox.Facts, error)

// sandboxes returns the ways to run the program: in this process, in a child on
// either engine, and where there is gVisor, in that.
func sandboxes(t *testing.T, limits play.Limits) map[string]place {
	t.Helper()
	binary := sandboxtest.Read(t, sandboxtest.Program(t))
	children, err := wasi.NewChildren(sandboxtest.Tour(t), "", 1, limits)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { children.Close() })
	published, err := wasi.NewPublished(context.Background(), filepath.Join(t.TempDir(), "cache"), limits.Memory,
		func(string) ([]byte, error) { return binary, nil }, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { published.Close(context.Background()) })
	child := func(computes bool) place {
		return func(ctx context.Context, clock play.Clock, in *play.Input,
			out func(sandbox.Chunk)) (sandbox.Facts, error) {
			return children.Run(ctx, fair.Job{}, sandbox.Program{Binary: binary, Computes: computes, Clock: clock},
				in, out)
		}
	}
	places := map[string]place{
		"published": func(ctx context.Context, clock play.Clock, in *play.Input,
			out func(sandbox.Chunk)) (sandbox.Facts, error) {
			return published.Snippet("x")(ctx, fair.Job{}, sandbox.Program{Clock: clock}, in, out)
		},
		"interpreter": child(false),
		"compiler":    child(true),
	}
	if runtime.GOOS == "linux" {
		g, err := tryGVisor(t, limits)
		if err != nil {
			t.Run("gvisor", func(t *testing.T) { needs.Skip(t, needs.GVisor, err) })
			return places
		}
		binary := sandboxtest.Read(t, sandboxtest.Native(t))
		places["gvisor"] = func(ctx context.Context, _ play.Clock, in *play.Input,
			out func(sandbox.Chunk)) (sandbox.Facts, error) {
			return g.Run(ctx, fair.Job{}, sandbox.Program{Binary: binary, Clock: play.ClockReal}, in, out)
		}
	}
	return places
}

func tryGVisor(t *testing.T, limits play.Limits) (*gvisor.Sandboxes, error) {
	t.Helper()
	runsc, err := gvisor.Find(filepath.Join("..", "..", "bin", "tour"))
	if err != nil {
		return nil, err
	}
	g, err := gvisor.New(runsc, sandboxtest.Read(t, sandboxtest.Guest(t)), nil, 1, 2, limits)
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	return g, g.Check(t.Context(), sandboxtest.Read(t, sandboxtest.Native(t)), "")
}

func TestPrograms(t *testing.T) {
	limits := sandboxtest.Unhurried()
	limits.Memory = 64 << 20
	places := sandboxes(t, limits)
	for _, test := range []struct {
		does           string
		stdin          string
		stdout, stderr string // stderr: what it contains
		want           sandbox.Facts
	}{
		{"gather", "", "1\n2\n3\n", "", sandbox.Facts{At: 3000}},
		{"panic", "", "", "before\npanic: oh\n\ngoroutine 1 [running]:\nmain.main()\n", sandbox.Facts{Code: 2}},
		{"deadlock", "", "", "fatal error: all goroutines are asleep - deadlock!", sandbox.Facts{Code: 2}},
		{"exit", "", "", "", sandbox.Facts{Code: 3}},
		{"echo", "hello\n世界\n", "you said hello\nyou said 世界\n", "", sandbox.Facts{}},
		// In gVisor it is the runtime alone that says so.
		{"memory", "", "", "out of memory", sandbox.Facts{Code: 2, Memory: true}},
		{"exit beyond a byte", "", "", "", sandbox.Facts{Code: 3}},
		{"depth", "", "100000\n", "", sandbox.Facts{}},
		{"look around", "", "", "", sandbox.Facts{}},
		{"missing", "", "true <nil>\n", "", sandbox.Facts{}},
		// The interpreter's own stack ends first; on the compiled engine the memory does.
		{"recurse", "", "", "", sandbox.Facts{Code: 2}},
	} {
		for name, run := range places {
			t.Run(test.does+" "+name, func(t *testing.T) {
				in := play.NewInput(limits.Stdin)
				in.Send(test.does + "\n")
				if test.stdin != "" {
					in.Send(test.stdin)
				}
				in.Close()
				var got sandboxtest.Transcript
				facts, err := run(t.Context(), play.ClockVirtual, in, got.Add)
				if err != nil {
					t.Fatal(err)
				}
				if facts.Code != test.want.Code || test.want.Memory && !facts.Memory && name != "gvisor" ||
					facts.At < test.want.At {
					t.Errorf("facts %+v, want %+v; stderr %s", facts, test.want, got.Text(play.KindStderr))
				}
				wantOut := test.stdout
				if test.does == "look around" {
					wantOut = "true 5 false\n" // it has a home
					if name == "gvisor" {
						wantOut = "false 6 false\n" // … and the files that name it
					}
				}
				if got.Text(play.KindStdout) != wantOut ||
					!strings.Contains(got.Text(play.KindStderr), test.stderr) {
					t.Errorf("stdout %q, stderr %q, want %q, %q", got.Text(play.KindStdout),
						got.Text(play.KindStderr), wantOut, test.stderr)
				}
			})
		}
	}
}

// TestPendingRead has a program read what does not come until something else has
// happened.
func TestPendingRead(t *testing.T) {
	limits := sandboxtest.Unhurried()
	for name, run := range sandboxes(t, limits) {
		t.Run(name, func(t *testing.T) {
			in := play.NewInput(limits.Stdin)
			in.Send("late\n")
			var got sandboxtest.Transcript
			var waited bool
			_, err := run(t.Context(), play.ClockVirtual, in, func(c sandbox.Chunk) {
				waited = waited || c.Kind == play.KindReading
				got.Add(c)
				if string(c.Data) == "too late\n" {
					in.Send("a line\n")
				}
			})
			if want := "too late\nthen: a line\n"; err != nil || got.Text(play.KindStdout) != want {
				t.Errorf("it wrote %q, %v, want %q", got.Text(play.KindStdout), err, want)
			}
			if !waited {
				t.Error("it has not reported that it waits for input")
			}
		})
	}
}

// TestReading has a program ask twice: each time that it waits for the answer is reported,
// once and after the question; an answer that is there already is not waited for.
func TestReading(t *testing.T) {
	limits := sandboxtest.Unhurried()
	for name, run := range sandboxes(t, limits) {
		for answers, want := range map[string]string{
			"":       "name? [reading]hello a\nname? [reading]hello b\n",
			"a\n":    "name? hello a\nname? [reading]hello b\n",
			"a\nb\n": "name? hello a\nname? hello b\n",
		} {
			t.Run(name+"/"+strings.ReplaceAll(answers, "\n", "."), func(t *testing.T) {
				in := play.NewInput(limits.Stdin)
				in.Send("ask\n" + answers)
				next := strings.SplitAfter(strings.TrimPrefix("a\nb\n", answers), "\n")
				var got strings.Builder
				_, err := run(t.Context(), play.ClockReal, in, func(c sandbox.Chunk) {
					if c.Kind != play.KindReading {
						got.Write(c.Data)
						return
					}
					got.WriteString("[reading]")
					if len(next) > 1 {
						in.Send(next[0])
						next = next[1:]
					}
				})
				if err != nil || got.String() != want {
					t.Errorf("%q, %v, want %q", got.String(), err, want)
				}
			})
		}
	}
}

// TestOrder has a program write to one stream and then the other, again and again: what
// it writes to standard error never comes before what it has written to standard output.
func TestOrder(t *testing.T) {
	limits := sandboxtest.Unhurried()
	for name, run := range sandboxes(t, limits) {
		t.Run(name, func(t *testing.T) {
			in := play.NewInput(limits.Stdin)
			in.Send("both streams\n")
			in.Close()
			lines := map[play.Kind]int{}
			_, err := run(t.Context(), play.ClockReal, in, func(c sandbox.Chunk) {
				lines[c.Kind] += strings.Count(string(c.Data), "\n")
				if out, errs := lines[play.KindStdout], lines[play.KindStderr]; out < errs {
					t.Errorf("%d lines to standard error have come, and %d to standard output", errs, out)
				}
			})
			if err != nil || lines[play.KindStdout] != 1000 || lines[play.KindStderr] != 1000 {
				t.Errorf("lines: %v, %v", lines, err)
			}
		})
	}
}

// TestCancel ends programs that would not end by themselves.
func TestCancel(t *testing.T) {
	limits := sandboxtest.Unhurried()
	for name, run := range sandboxes(t, limits) {
		for _, does := range []string{"sleep", "read", "spin"} {
			if name == "published" && does == "spin" {
				continue // Published says that it cannot; nothing published spins
			}
			t.Run(does+" "+name, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				in := play.NewInput(limits.Stdin)
				in.Send(does + "\n")
				got := sandboxtest.Transcript{Wrote: make(chan string, 1)}
				go func() {
					<-got.Wrote
					cancel()
				}()
				if _, err := run(ctx, play.ClockReal, in, got.Add); err == nil {
					t.Error("no error from a run that was cancelled")
				}
				if text := got.Text(""); text != "started\n" {
					t.Errorf("it wrote %q", text)
				}
			})
		}
	}
}

// TestCPU has a program use up its processor time.
func TestCPU(t *testing.T) {
	limits := sandboxtest.Unhurried()
	limits.CPU = time.Second
	for name, run := range sandboxes(t, limits) {
		if name == "published" {
			continue // not limited: our own code
		}
		in := play.NewInput(limits.Stdin)
		in.Send("spin\n")
		facts, err := run(t.Context(), play.ClockReal, in, func(sandbox.Chunk) {})
		if err != nil || facts.Signal == 0 || facts.CPU < limits.CPU {
			t.Errorf("%s: %+v, %v, want a signal after %v", name, facts, err, limits.CPU)
		}
	}
}
