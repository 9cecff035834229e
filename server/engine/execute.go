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
func (e *Engine) execute(ctx context.Context, job fair.Job, p plan, lang string, in *play.Input,
	emit func(play.Event)) (play.Event, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	timer := time.AfterFunc(e.Limits.Wall, func() { cancel(errWall) })
	defer timer.Stop()

	out := newOutput(e.Limits.Output, emit)
	var stderr words
	var watch raceWatch
	trace := newTracing(p.reader, lang, emit)
	facts, err := p.run(ctx, job, p.program, in, func(c sandbox.Chunk) {
		trace.take(c)
		if c.Kind == play.KindStderr {
			stderr.read(c.Data)
		}
		if p.program.Race {
			watch.take(c)
		}
		if c.Kind != play.KindTrace && !out.write(c) {
			cancel(errOutput)
		}
	})
	out.close(facts.At)
	trace.close()
	races := watch.report(lang, emit)
	end := play.Event{At: micros(facts.At)}
	switch {
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	case err == nil:
		end, err = e.outcome(end, ending{Facts: facts, said: stderr.last(), top: stderr.top, races: races, over: facts.CPU >= e.Limits.CPU,
			slow: p.slow})
	}
	known, key := end, ""
	if err != nil {
		f := e.fault(ctx, err)
		known.Reason, key = f.Reason, f.Key
	}
	trace.conclude(known, key == "deadlock")
	return end, err
}
