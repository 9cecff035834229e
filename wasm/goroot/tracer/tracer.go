// Package tracer is linked into programs whose execution is to be traced. The
// reader's own files stay as they are: one more, generated, imports it, and its
// init starts the trace before any of theirs runs.
//
// The trace goes to the file Path, which the host has there for it. A program
// that returns from main, or calls os.Exit, is traced to its end; of one that
// panics there is what was flushed until then, about once a second.
//
// It reaches into the runtime by linkname, so what it is part of is linked with
// -checklinkname=0.
package tracer

import (
	"math"
	"os"
	"runtime/metrics"
	"runtime/trace"
	_ "unsafe" // for go:linkname
)

// Path is the file that the trace goes to.
const Path = "/tour/trace"

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
	f, err := os.OpenFile(Path, os.O_WRONLY, 0)
	if err != nil {
		return // nobody traces it
	}
	w := &writer{file: f}
	if err := trace.Start(w); err != nil {
		return
	}
	addExitHook(hook{F: w.stop, RunOnFailure: true})
}

// A writer passes on a trace, and ends it when it is all that is still going on:
// its timer, due every second, would keep Go from noticing a deadlock.
type writer struct {
	file    *os.File
	stopped bool
}

func (w *writer) Write(p []byte) (int, error) {
	n, err := w.file.Write(p)
	// The last write of a generation is one byte. The trace's own timer is not set
	// again before it is done.
	if !w.stopped && (err != nil || len(p) == 1 && idle() && w.file.Sync() == nil) {
		w.stopped = true
		go w.stop() // which waits for this write
	}
	return n, err
}

// stop ends the trace. The file is closed only by it: one that is not is not whole.
func (w *writer) stop() {
	trace.Stop()
	w.file.Close()
}

// idle reports whether no other goroutine runs, is about to, or ever will by
// itself. Those that wait for the host are idle too: the host knows of them, and
// then refuses to sync the file.
func idle() bool {
	if timeSleepUntil() != math.MaxInt64 {
		return false
	}
	samples := []metrics.Sample{
		{Name: "/sched/goroutines/running:goroutines"},
		{Name: "/sched/goroutines/runnable:goroutines"},
		{Name: "/sched/goroutines/not-in-go:goroutines"},
	}
	metrics.Read(samples)
	var busy uint64
	for _, s := range samples {
		busy += s.Value.Uint64()
	}
	return busy == 1 // this one
}
