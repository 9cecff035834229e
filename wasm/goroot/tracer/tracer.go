// Package tracer is linked into programs whose execution is to be traced. The
// reader's own files stay as they are: one more, generated, imports it, and its
// init starts the trace before any of theirs runs.
//
// The trace goes to a file that the host has there for it. A program
// that returns from main, or calls os.Exit, is traced to its end; of one that
// panics there is what was flushed until then, about once a second.
//
// It reaches into the runtime by linkname, so what it is part of is linked with
// -checklinkname=0.
package tracer

import (
	"math"
	"os"
	"runtime"
	"runtime/trace"
	"strings"
	"sync"
	"sync/atomic"
	_ "unsafe" // for go:linkname
)

// A hook is internal/runtime/exithook.Hook.
type hook struct {
	F            func()
	RunOnFailure bool // also where the exit code is not 0
}

//go:linkname addExitHook internal/runtime/exithook.Add
func addExitHook(hook)

// timeSleepUntil returns when the next timer is due, math.MaxInt64 where there is none.
//
//go:linkname timeSleepUntil runtime.timeSleepUntil
func timeSleepUntil() int64

func init() {
	f, err := open()
	if err != nil {
		return // nobody traces it
	}
	w := &writer{file: f}
	if trace.Start(w) == nil {
		addExitHook(hook{F: w.stop, RunOnFailure: true})
	}
}

// A writer passes on a trace. It ends it where it is all that is still going on:
// a trace has timers of its own, which keep Go from noticing a deadlock.
type writer struct {
	file   *os.File
	before string      // where all goroutines were at the end of the last generation, if the program seemed to be stuck
	after  int         // how many generations are to come before the next probe …
	waits  int         // … and how many before the one after it
	tried  atomic.Bool // a probe goes on

	mu      sync.Mutex // held while the trace is stopped or started
	stopped bool
}

func (w *writer) Write(p []byte) (int, error) {
	n, err := w.file.Write(p)
	switch {
	case err != nil:
		go w.stop() // which waits for this write
	case len(p) == 1: // the end of a generation
		w.consider()
	}
	return n, err
}

// consider probes where the program seems to be stuck, and where it was a generation
// ago; where that was wrong, again after one generation more, two more, four more …
func (w *writer) consider() {
	if w.tried.Load() {
		return
	}
	now, before := stuck(), w.before
	w.before = now
	switch {
	case now == "" || now != before:
		w.after, w.waits = 0, 1
	case w.after > 0:
		w.after--
	default:
		w.after, w.waits = w.waits, 2*w.waits
		w.tried.Store(true)
		go w.probe()
	}
}

// probe stops the trace to see what else is going on. If it is nothing, Go finds
// that out too, now. Else there is another trace, which goes on from there:
// nothing has happened in between.
func (w *writer) probe() {
	defer w.tried.Store(false)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stopped {
		return
	}
	trace.Stop()
	if timeSleepUntil() == math.MaxInt64 && stuck() != "" && w.file.Sync() == nil {
		w.end()
		return
	}
	w.stopped = trace.Start(w) != nil
}

// stop ends the trace for good.
func (w *writer) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.stopped {
		trace.Stop()
		w.end()
	}
}

// end says that the trace is whole, which the host cannot know otherwise.
func (w *writer) end() {
	w.stopped = true
	w.file.Write(ending)
}

// stuck returns where all other goroutines are, if they wait, and not for a time to
// pass or for the system; else "". What they wait for may still be a timer, or in a
// page the host: that knows of it, and then refuses to sync the file.
func stuck() string {
	text := make([]byte, 64<<10)
	n := runtime.Stack(text, true)
	if n == len(text) {
		return "" // too many to look at
	}
	_, others, _ := strings.Cut(string(text[:n]), "\n\n") // the first is this one
	for stack := range strings.SplitSeq(others, "\n\n") {
		_, state, _ := strings.Cut(stack, " [")
		for _, goesOn := range []string{"running", "runnable", "sleep", "syscall", "IO wait"} {
			if strings.HasPrefix(state, goesOn) {
				return ""
			}
		}
	}
	return others
}
