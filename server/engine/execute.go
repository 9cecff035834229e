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
func (e *Engine) execute(ctx context.Context, job fair.Job, p plan, lang string, in *play.Input, emit func(play.Event)) (play.Event, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	timer := time.AfterFunc(e.Limits.Wall, func() { cancel(errWall) })
	defer timer.Stop()

	out := newOutput(e.Limits.Output, emit)
	var last verdict
	var watch raceWatch
	trace := newTracing(p.reader, lang, emit)
	result, err := p.run(ctx, job, p.program, in, func(c sandbox.Chunk) {
		trace.take(c)
		if c.Kind == play.KindStderr {
			last.read(c.Data)
		}
		if p.program.Race {
			watch.take(c)
		}
		if c.Kind != play.KindTrace && !out.write(c) {
			cancel(errOutput)
		}
	})
	out.close(result.At)
	trace.close()
	races := watch.report(lang, emit)
	end := play.Event{At: micros(result.At)}
	if ctx.Err() != nil {
		return end, context.Cause(ctx)
	}
	if err != nil {
		return end, err
	}
	if result.Reason == play.ReasonExit {
		end.Code = result.Code
	}
	return e.outcome(end, p, result, last.deadlock, races)
}

// outcome adds to the end of a program that ended by itself, or passed a limit
// of its sandbox, why it did: deadlock is whether it said that all its goroutines
// wait, races how many its detector has found.
func (e *Engine) outcome(end play.Event, p plan, result sandbox.Result, deadlock bool, races int) (play.Event, error) {
	switch {
	case result.Reason == play.ReasonMemory:
		return end, &play.Fault{Reason: play.ReasonMemory, Key: "memory", Args: []any{"mib", e.Limits.Memory >> 20}}
	case result.Reason == play.ReasonTimeout:
		key := "timeout.cpu"
		if p.slow {
			key = "timeout.interpreted"
		}
		return end, &play.Fault{Reason: play.ReasonTimeout, Key: key, Args: []any{"seconds", e.Limits.CPU.Seconds()}}
	case result.Code == 2 && deadlock:
		return end, &play.Fault{Reason: play.ReasonExit, Key: "deadlock"}
	case result.Code == 2:
		return end, &play.Fault{Reason: play.ReasonExit, Key: "panic"}
	case result.Code == raceCode && races > 0:
		return end, &play.Fault{Reason: play.ReasonExit, Key: "race"}
	case result.Code != 0:
		return end, &play.Fault{Reason: play.ReasonExit, Key: "exit", Args: []any{"code", result.Code}}
	}
	end.Reason = play.ReasonExit
	return end, nil
}
