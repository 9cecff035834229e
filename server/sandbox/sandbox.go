package sandbox

import (
	"context"

	"asynctour/server/fair"
	"asynctour/server/play"
)

// A Program is a binary, and how it is to be run.
type Program struct {
	Binary   []byte // a wasip1 module, or a program for this machine; nil for a published snippet, which its sandbox has
	Clock    play.Clock
	Race     bool // built with the race detector
	Trace    bool // writes a trace of its execution
	Computes bool // wants an engine that computes fast to one that starts fast
}

// A Chunk is what a program has written at once: any bytes.
type Chunk struct {
	Kind play.Kind // KindStdout or KindStderr; KindTrace: a piece of its execution trace, an empty one to end it
	At   float64   // milliseconds since the program started, on its clock
	Data []byte
}

// A Result is how a program ended in its sandbox.
type Result struct {
	Reason play.Reason // ReasonExit, ReasonMemory, or ReasonTimeout: over the limit of CPU time
	Code   int         // where Reason is ReasonExit
	At     float64     // milliseconds since the program started, on its clock
}

// A Run runs a program until it ends or ctx does. It calls out, from one
// goroutine at a time and not after it has returned, with what the program
// writes. An error is ours, not the program's; after ctx has ended, whatever it
// returns is ignored but for the result's At.
type Run func(ctx context.Context, job fair.Job, p Program, in *play.Input, out func(Chunk)) (Result, error)
