package engine

import (
	"context"
	"errors"
	"time"

	"asynctour/server/fair"
	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// Why a run is given up, as the cause of its context's end, beside those of play.
var (
	errWall   = errors.New("over the limit of wall-clock time")
	errOutput = errors.New("over the limit of output")
)

// execute runs a planned program within the limits of time and output. It returns
// the end, to which an error adds why.
func (e *Engine) execute(ctx context.Context, job fair.Job, p plan, check *checking, lang string, in *play.Input,
	emit func(play.Event)) (play.Event, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	timer := time.AfterFunc(e.Limits.Wall, func() { cancel(errWall) })
	defer timer.Stop()

	out := newOutput(e.Limits.Output, emit)
	var stderr dump
	var watch raceWatch
	trace := newTracing(p.reader, lang, emit)
	pass := func(c sandbox.Chunk) {
		if c.Kind == play.KindReading {
			out.join.flush() // what asks for the input
			emit(play.Event{Kind: play.KindReading})
			return
		}
		trace.take(c)
		if p.program.Race {
			watch.take(c)
		}
		if c.Kind == play.KindStderr {
			c.Data = stderr.read(c.Data)
		}
		if c.Kind != play.KindTrace && !out.write(c) || stderr.size > e.Limits.Output {
			cancel(errOutput)
		}
	}
	take := func(c sandbox.Chunk) { check.take(c, pass, out.join.flush) }
	check.begin()
	facts, err := p.run(ctx, job, p.program, in, take)
	if errors.Is(err, sandbox.ErrStart) && p.instead != nil && ctx.Err() == nil {
		facts, err = p.instead(ctx, job, p.program, in, take)
	}
	limited := facts.Signal != 0 || context.Cause(ctx) == errOutput || context.Cause(ctx) == errWall
	if rest := check.rest(); len(rest) > 0 {
		pass(sandbox.Chunk{Kind: play.KindStdout, At: facts.At, Data: rest})
	}
	out.last(facts.At, stderr.close(limited || ctx.Err() != nil))
	out.close(facts.At)
	trace.close()
	races := watch.report(lang, emit)
	ended := ending{Facts: facts, said: stderr.last(), top: stderr.top, signal: stderr.signal, races: races,
		over: facts.CPU >= e.Limits.CPU, slow: p.slow}
	end := play.Event{At: micros(facts.At)}
	switch {
	case limited && stderr.last() != saidNothing:
		// Its runtime has reported how it ends: the traces of thousands of goroutines may
		// pass a limit that the program did not.
		ended.Facts = sandbox.Facts{Code: fatalCode}
		end, err = e.outcome(end, ended)
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	case err == nil:
		end, err = e.outcome(end, ended)
	}
	known, key := end, ""
	if err != nil {
		f := e.fault(ctx, err)
		known.Reason, key = f.Reason, f.Key
	}
	trace.conclude(known, key == "deadlock")
	return end, err
}
