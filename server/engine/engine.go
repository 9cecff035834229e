// Package engine runs programs in this process: a request is planned, built where
// it has to be, run in a sandbox, and answered with the events of package play.
//
// It is given what builds programs and what runs them. Where a program runs follows
// from what it is (plan), and how a run ended from what its sandbox reports; both
// are decided here and nowhere else.
package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"asynctour/server/fair"
	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// A Builder turns the files of a program, by name, into a binary. The diagnostics
// are the compiler's; where it refuses the program, err is a *play.Fault.
type Builder func(ctx context.Context, job fair.Job, files map[string]string) (
	binary []byte, items []play.Diagnostic, err error)

// A Platform is a way to build readers' programs and to run them.
type Platform struct {
	Build  Builder
	Race   Builder // builds with the race detector; nil where there is none, or not yet
	Run    sandbox.Run
	Reader func() TraceReader // of the traces of its programs

	// Published returns a published snippet, built; nil where the snippet is to run
	// like the others.
	Published func(snippet string) []byte
}

// An Engine answers start requests.
type Engine struct {
	Limits play.Limits
	// Source returns the files of a published snippet, ok whether there is such a one.
	Source func(snippet string) (files map[string]string, ok bool)
	// Checks returns the checks of a snippet, ok whether it is an exercise.
	Checks func(snippet string) (checks Checks, ok bool)
	// Traced returns the files of a program that traces itself as well.
	Traced func(files map[string]string) map[string]string

	Published func(snippet string) sandbox.Run // runs a published snippet, in this process
	Module    Platform                         // runs the programs of readers as WebAssembly modules
	// runs them as programs of this machine, by the real clock; nil, and returns nil, where nothing does (yet)
	Native func() *Platform
	Page   Builder // builds what pages run themselves

	Crowd  *fair.Crowd // the runs and builds under way
	Builds *fair.Queue // slots for builds: as many as there are cores
	Runs   *fair.Queue // slots for programs with a binary of their own: as many as there is memory for
	Log    *slog.Logger
}

// Run runs what req asks for. It calls emit with the events of the run, one at
// a time, the end last, and then returns. Cancelling ctx ends the run: as
// stopped where the cause is play.ErrStopped; otherwise, when the server or the
// connection ends, as internal.
func (e *Engine) Run(ctx context.Context, owner fair.Owner, req play.Request, in *play.Input, emit func(play.Event)) {
	job, leave := e.Crowd.Enter(owner)
	defer leave()
	seq := &sequence{run: req.Run, to: emit}
	check := e.newChecking(req, seq.emit)
	end, err := e.run(ctx, job, req, check, in, seq.emit)
	if err != nil {
		f := e.fault(ctx, err)
		if items := f.Items(req.Lang); items != nil {
			seq.emit(play.Event{Kind: play.KindDiagnostics, Items: items})
		}
		if ctx.Err() == nil && (f.Reason == play.ReasonInternal || unable(err)) {
			e.Log.Error("run failed", "run", req.LogName(), "snippet", req.Snippet, "err", err)
		}
		end.Reason, end.Message = f.Reason, f.Message(req.Lang)
	}
	check.close()
	end.Kind = play.KindEnd
	seq.emit(end)
}

// run does what Run says. It returns the end, to which an error adds why.
func (e *Engine) run(ctx context.Context, job fair.Job, req play.Request, check *checking, in *play.Input,
	emit func(play.Event)) (play.Event, error) {
	known := func(snippet string) ([]string, bool) {
		checks, _ := e.Checks(snippet)
		_, ok := e.Source(snippet)
		return checks.Names, ok
	}
	if err := e.Limits.CheckStart(req, known); err != nil {
		return play.Event{}, err
	}
	p, items, err := e.plan(req, check)
	if len(items) > 0 {
		emit(play.Event{Kind: play.KindDiagnostics, Items: items})
	}
	if err != nil {
		return play.Event{}, err
	}
	if check != nil {
		in.Close() // nobody types while a program is checked
	}
	queued := func(position int) { emit(play.Event{Kind: play.KindQueued, Position: position}) }
	if p.build != nil {
		building := func() { emit(play.Event{Kind: play.KindBuilding}) }
		binary, items, err := e.build(ctx, job, p.build, p.files, queued, building)
		if len(items) > 0 {
			emit(play.Event{Kind: play.KindDiagnostics, Items: items})
		}
		if err != nil {
			return play.Event{}, err
		}
		p.program.Binary = binary
	}
	if p.program.Binary != nil {
		release, err := e.Runs.Acquire(ctx, job.Owner, queued)
		if err != nil {
			return play.Event{}, err
		}
		defer release()
	}
	emit(play.Event{Kind: play.KindRunning})
	return e.execute(ctx, job, p, check, req.Lang, in, emit)
}

// Build builds the files of req for a page to run, when its turn has come. An error
// is a *play.Fault for the reader, or ours.
func (e *Engine) Build(ctx context.Context, owner fair.Owner, req play.Request) ([]byte, []play.Diagnostic, error) {
	job, leave := e.Crowd.Enter(owner)
	defer leave()
	files := req.Files
	if req.Trace {
		files = e.Traced(files)
	}
	binary, items, err := e.build(ctx, job, e.Page, files, func(int) {}, func() {})
	if err == nil {
		return binary, items, nil
	}
	if unable(err) {
		e.Log.Error("build failed", "err", err)
		return nil, items, &play.Fault{Reason: play.ReasonBusy, Key: "busy.page"}
	}
	if f := e.fault(ctx, err); f.Key != "internal" {
		return nil, items, f
	}
	return nil, items, err
}

// errBuild is wrapped by the error of a build that has failed for a reason of ours, most often a
// disk that is full. The program is not at fault, and can be built elsewhere: in the page.
var errBuild = errors.New("the server cannot build")

// unable reports whether a run or a build has failed that would have succeeded elsewhere.
func unable(err error) bool { return errors.Is(err, errBuild) || errors.Is(err, sandbox.ErrStart) }

// build has b build files when the job's turn has come. Until then it calls queued
// with the job's position, and then began once.
func (e *Engine) build(ctx context.Context, job fair.Job, b Builder, files map[string]string,
	queued func(position int), began func()) ([]byte, []play.Diagnostic, error) {
	release, err := e.Builds.Acquire(ctx, job.Owner, queued)
	if err != nil {
		return nil, nil, err
	}
	defer release()
	began()
	binary, items, err := b(ctx, job, files)
	var fault *play.Fault
	if err != nil && ctx.Err() == nil && !errors.As(err, &fault) {
		err = fmt.Errorf("%w: %w", errBuild, err)
	}
	return binary, items, err
}

// fault turns the error that ended a run or a build into what the reader is told.
func (e *Engine) fault(ctx context.Context, err error) *play.Fault {
	var full *fair.FullError
	switch {
	case errors.As(err, &full):
		return &play.Fault{Reason: play.ReasonBusy, Key: "busy", Args: []any{"queued", full.Waiting}}
	case errors.Is(err, play.ErrStopped):
		return &play.Fault{Reason: play.ReasonStopped, Key: "stopped"}
	case errors.Is(err, errWall):
		return &play.Fault{Reason: play.ReasonTimeout, Key: "timeout.wall",
			Args: []any{"seconds", e.Limits.Wall.Seconds()}}
	case errors.Is(err, errOutput):
		return &play.Fault{Reason: play.ReasonOutput, Key: "output", Args: []any{"kib", e.Limits.Output >> 10}}
	case errors.Is(err, play.ErrShutdown):
		return &play.Fault{Reason: play.ReasonInternal, Key: "shutdown"}
	case ctx.Err() != nil:
		return &play.Fault{Reason: play.ReasonInternal, Key: "interrupted"}
	case errors.Is(err, errBuild):
		return &play.Fault{Reason: play.ReasonBusy, Key: "busy.build"}
	case errors.Is(err, sandbox.ErrStart):
		return &play.Fault{Reason: play.ReasonBusy, Key: "busy.run"}
	}
	return play.AsFault(err)
}

// A sequence numbers the events of one run and lets nothing follow its end.
type sequence struct {
	run  string
	to   func(play.Event)
	mu   sync.Mutex
	seq  int
	over bool
}

func (s *sequence) emit(e play.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return
	}
	s.seq++
	s.over = e.Kind == play.KindEnd
	e.Run, e.Seq = s.run, s.seq
	s.to(e)
}
