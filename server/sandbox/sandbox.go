// Package sandbox is what sandboxes have in common: what they are given, what they
// report, and the processes that they keep ready.
//
// There are three, none of which trusts a program. What they report are facts; how a
// program ended, in the words of package play, is for package engine to say.
//
//	                 runs                  in               isolation           starts in
//	wasi.Published   the tour's snippets   this process     wazero (compiled)   6 ms, once loaded
//	wasi.Children    readers' modules      a process each   wazero, rlimits     20 ms
//	gvisor.GVisor    readers' programs     a process each   gVisor's kernel     20 to 120 ms
package sandbox

import (
	"context"
	"errors"
	"time"

	"asynctour/server/fair"
	"asynctour/server/play"
)

// A Program is a binary, and how it is to be run.
type Program struct {
	// a wasip1 module, or a program for this machine; nil for a published snippet, which its sandbox has
	Binary   []byte
	Clock    play.Clock
	Race     bool     // built with the race detector
	Trace    bool     // writes a trace of its execution
	Computes bool     // wants an engine that computes fast to one that starts fast
	Env      []string // variables of its environment beside the usual ones, as NAME=value
}

// A Chunk is what a program has written at once: any bytes.
type Chunk struct {
	// KindStdout or KindStderr; KindTrace: a piece of its execution trace, an empty one to end it; KindReading,
	// without data: it waits for input
	Kind play.Kind
	At   float64 // milliseconds since the program started, on its clock
	Data []byte
}

// Facts are what a sandbox reports of a program that has ended.
type Facts struct {
	At     float64       // milliseconds since the program started, on its clock
	Code   int           // its exit code, if no signal has ended it
	Signal int           // the signal that has ended it; 0 if none has
	Raised bool          // the program has sent it to itself
	CPU    time.Duration // the processor time that it has used, where it was ended for that
	Memory bool          // it was refused memory, or ended for what it had
}

// A Run runs a program until it ends or ctx does. It calls out, from one
// goroutine at a time and not after it has returned, with what the program
// writes. An error is ours, not the program's; after ctx has ended, whatever it
// returns is ignored but for At.
type Run func(ctx context.Context, job fair.Job, p Program, in *play.Input, out func(Chunk)) (Facts, error)

// ErrStart is wrapped by the error of a Run that could not begin its program: this machine has
// no room, process or descriptor left for it. The program is not at fault, and can be run
// again later, or elsewhere.
var ErrStart = errors.New("the sandbox did not start")

// Home is the folder in which a program starts, its user's own, which it can write to.
const Home = "/home/gopher"

// Scratch is the room for files that a program has in a folder that it can write to, in
// bytes; in wazero, in all of them together.
const Scratch = 16 << 20

// GOROOT is where programs in wazero find the time zones that Go comes with, and nothing
// else of it.
const GOROOT = "/usr/local/go"

// WatchEvery is how often a program is looked at that may be at a limit.
const WatchEvery = 100 * time.Millisecond
