package play

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// Why a run is given up, as the cause of its context.
var (
	ErrStopped  = errors.New("stopped by the reader")
	ErrShutdown = errors.New("the server shuts down")
	errWall     = errors.New("over the limit of wall-clock time")
	errOutput   = errors.New("over the limit of output")
)

// A Program is what a sandbox runs: a published snippet, or a binary.
type Program struct {
	Snippet  string // where Binary is nil: the published one
	Binary   []byte // a wasip1 module or, if Native, a program for this machine
	Native   bool
	Race     bool   // built with the race detector
	Trace    bool   // writes a trace of its execution, as Runner.Traced has made it do
	Computes bool   // wants an engine that computes fast to one that starts fast
	Clock    string // Real or Virtual
}

// A Result is how a program ended in its sandbox.
type Result struct {
	Reason string  // Exit, Memory, or Timeout: over the limit of CPU time
	Code   int     // where Reason is Exit
	At     float64 // milliseconds since the program started, on its clock
}

// A Sandbox runs a program until it ends or ctx does. It calls out, from one
// goroutine at a time and not after it has returned, with what the program
// writes. An error is ours, not the program's; after ctx has ended, whatever it
// returns is ignored but for Result.At.
type Sandbox func(ctx context.Context, p Program, in *Input, out func(Chunk)) (Result, error)

// A Runner answers start requests.
type Runner struct {
	Limits  Limits
	Known   func(snippet string) bool                                                        // whether there is such a snippet
	Build   func(ctx context.Context, files map[string]string) ([]byte, []Diagnostic, error) // source to a binary, or to diagnostics with an error among them
	Source  func(snippet string) map[string]string                                           // the files of a published one
	Traced  func(files map[string]string) map[string]string                                  // a program that traces itself as well
	Reader  func(native bool) TraceReader                                                    // reads the trace of a program, a native one or a module
	Native  func() Native                                                                    // nil, and returns nil, where there is no sandbox for native programs (yet)
	Sandbox Sandbox
	Crowd   *Crowd // what is under way, builds elsewhere included
	Builds  *Queue // slots for builds: as many as there are cores
	Runs    *Queue // slots for programs with a binary of their own: as many as there is memory for
	Log     *slog.Logger
}

// Run runs what req asks for. It calls emit with the events of the run, one at
// a time, the End last, and then returns. Cancelling ctx ends the run: as
// Stopped where the cause is ErrStopped; otherwise, when the server or the
// connection ends, as Internal.
func (r *Runner) Run(ctx context.Context, req Request, in *Input, emit func(Event)) {
	ctx, leave := r.Crowd.Enter(ctx)
	defer leave()
	seq := newSequence(req.Run, emit)
	end, err := r.run(ctx, req, in, seq.emit)
	if err != nil {
		f := r.fault(ctx, err)
		if items := f.Items(req.Lang); items != nil {
			seq.emit(Event{Kind: Diagnostics, Items: items})
		}
		if f.Reason == Internal && ctx.Err() == nil {
			r.Log.Error("run failed", "run", req.LogName(), "snippet", req.Snippet, "err", err)
		}
		end.Reason, end.Message = f.Reason, f.Message(req.Lang)
	}
	end.Kind = End
	seq.emit(end)
}

// run does what Run says. It returns the End, to which an error adds why.
func (r *Runner) run(ctx context.Context, req Request, in *Input, emit func(Event)) (Event, error) {
	if err := r.Limits.CheckStart(req, r.Known); err != nil {
		return Event{}, err
	}
	program := Program{Snippet: req.Snippet, Clock: req.Clock, Race: req.Race, Trace: req.Trace}
	if program.Clock == "" {
		program.Clock = Real
	}
	native := r.native(program.Clock)
	files, build := req.Files, builder(r.Build)
	if len(files) == 0 && (req.Race || req.Trace) {
		files = r.Source(req.Snippet)
	}
	if req.Trace {
		files = r.Traced(files)
	}
	switch {
	case req.Race && native == nil:
		return Event{}, Refuse("race")
	case req.Race:
		build = native.BuildRace
	case native != nil:
		build = native.Build
	}
	switch {
	case len(files) > 0:
		binary, err := r.build(ctx, build, files, emit)
		if err != nil {
			return Event{}, err
		}
		program.Binary, program.Native, program.Computes = binary, native != nil, computes(files)
	case native != nil:
		program.Binary = native.Published(req.Snippet)
		program.Native = program.Binary != nil
	}
	if program.Binary != nil {
		release, err := r.Runs.Acquire(ctx, queued(emit))
		if err != nil {
			return Event{}, err
		}
		defer release()
	}
	emit(Event{Kind: Running})
	return r.execute(ctx, program, req.Lang, in, emit)
}

// A builder turns source into a binary, or into diagnostics with an error among them.
type builder func(ctx context.Context, files map[string]string) ([]byte, []Diagnostic, error)

// build has build build files when its turn has come.
func (r *Runner) build(ctx context.Context, build builder, files map[string]string, emit func(Event)) ([]byte, error) {
	release, err := r.Builds.Acquire(ctx, queued(emit))
	if err != nil {
		return nil, err
	}
	defer release()
	emit(Event{Kind: Building})
	binary, items, err := build(ctx, files)
	if len(items) > 0 {
		emit(Event{Kind: Diagnostics, Items: items})
	}
	return binary, err
}

// queued returns a function that tells of a position in a queue.
func queued(emit func(Event)) func(int) {
	return func(position int) { emit(Event{Kind: Queued, Position: position}) }
}

// execute runs a program within the limits of time and output.
func (r *Runner) execute(ctx context.Context, p Program, lang string, in *Input, emit func(Event)) (Event, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	timer := time.AfterFunc(r.Limits.Wall, func() { cancel(errWall) })
	defer timer.Stop()

	out := newOutput(r.Limits.Output, emit)
	var last verdict
	var watch raceWatch
	trace := r.newTracing(p, lang, emit)
	result, err := r.Sandbox(ctx, p, in, func(c Chunk) {
		trace.hear(c)
		if c.Stream == Stderr {
			last.read(c.Data)
		}
		if p.Race {
			watch.hear(c)
		}
		if c.Stream != Trace && !out.write(c) {
			cancel(errOutput)
		}
	})
	out.close(result.At)
	trace.close()
	races := watch.tell(lang, emit)
	end, err := r.ended(ctx, p, result, err, last.deadlock, races)
	known := end
	if err != nil {
		known.Reason = r.fault(ctx, err).Reason
	}
	trace.conclude(known, last.deadlock)
	return end, err
}

// ended returns the End of a program whose sandbox has returned a result and an
// error, as outcome does.
func (r *Runner) ended(ctx context.Context, p Program, result Result, err error, deadlock bool, races int) (Event, error) {
	end := Event{At: micros(result.At)}
	if ctx.Err() != nil {
		return end, context.Cause(ctx)
	}
	if err != nil {
		return end, err
	}
	if result.Reason == Exit {
		end.Code = result.Code
	}
	return r.outcome(end, p, result, deadlock, races)
}

// outcome adds to the End of a program that ended by itself, or passed a limit
// of its sandbox, why it did: deadlock is whether it said that all its goroutines
// wait, races how many its detector has found.
func (r *Runner) outcome(end Event, p Program, result Result, deadlock bool, races int) (Event, error) {
	switch {
	case result.Reason == Memory:
		return end, &Fault{Reason: Memory, Key: "memory", Args: []any{"mib", r.Limits.Memory >> 20}}
	case result.Reason == Timeout:
		key := "timeout.interpreted"
		if p.Computes || p.Native {
			key = "timeout.cpu"
		}
		return end, &Fault{Reason: Timeout, Key: key, Args: []any{"seconds", r.Limits.CPU.Seconds()}}
	case result.Code == 2 && deadlock:
		return end, &Fault{Reason: Exit, Key: "deadlock"}
	case result.Code == 2:
		return end, &Fault{Reason: Exit, Key: "panic"}
	case result.Code == raceCode && races > 0:
		return end, &Fault{Reason: Exit, Key: "race"}
	case result.Code != 0:
		return end, &Fault{Reason: Exit, Key: "exit", Args: []any{"code", result.Code}}
	}
	end.Reason = Exit
	return end, nil
}

// fault turns the error that ended a run into what the reader is told.
func (r *Runner) fault(ctx context.Context, err error) *Fault {
	switch {
	case errors.Is(err, ErrStopped):
		return &Fault{Reason: Stopped, Key: "stopped"}
	case errors.Is(err, errWall):
		return &Fault{Reason: Timeout, Key: "timeout.wall", Args: []any{"seconds", r.Limits.Wall.Seconds()}}
	case errors.Is(err, errOutput):
		return &Fault{Reason: Output, Key: "output", Args: []any{"kib", r.Limits.Output >> 10}}
	case errors.Is(err, ErrShutdown):
		return &Fault{Reason: Internal, Key: "shutdown"}
	case ctx.Err() != nil:
		return &Fault{Reason: Internal, Key: "interrupted"}
	}
	return AsFault(err)
}

// computes reports whether one of the files asks for the engine that computes.
func computes(files map[string]string) bool {
	for _, source := range files {
		for line := range strings.Lines(source) {
			if strings.TrimSpace(line) == ComputeDirective {
				return true
			}
		}
	}
	return false
}

// A sequence numbers the events of one run and lets nothing follow its End.
type sequence struct {
	run  string
	to   func(Event)
	mu   sync.Mutex
	seq  int
	over bool
}

func newSequence(run string, to func(Event)) *sequence { return &sequence{run: run, to: to} }

func (s *sequence) emit(e Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return
	}
	s.seq++
	s.over = e.Kind == End
	e.Run, e.Seq = s.run, s.seq
	s.to(e)
}
