package wasi

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"sync"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/experimental"

	"asynctour/server/play"
	"asynctour/server/proc"
	"asynctour/server/rlimit"
	"asynctour/server/sandbox"
)

// ChildArg, as its only argument, makes the tour's program a sandbox's child:
// its main calls Child then and does nothing else.
const ChildArg = "sandbox-child"

// What goes over a child's standard input: a job as a line of JSON, the bytes of
// its module, and then what the program is to read, a message a line.
type (
	job struct {
		Clock    play.Clock  `json:"clock"`
		Trace    bool        `json:"trace"`
		Computes bool        `json:"computes"` // take the compiled engine
		Env      []string    `json:"env"`
		Limits   play.Limits `json:"limits"`
		Size     int         `json:"size"`  // bytes of the module
		Stdin    string      `json:"stdin"` // what the program can read at once
		Ended    bool        `json:"ended"` // and whether that is all
		Zones    string      `json:"zones"` // the path of Go's time zones, or ""
	}
	input struct {
		Text []byte `json:"text"` // none is the end
	}
)

// A report is a line of what comes back on its standard output: first the thread
// that runs the program, then chunks, and at last the facts or what went wrong.
type report struct {
	Thread int            `json:"thread,omitempty"`
	Chunk  *sandbox.Chunk `json:"chunk,omitempty"`
	Facts  *sandbox.Facts `json:"facts,omitempty"`
	Err    string         `json:"err,omitempty"`
}

// prepared is how much memory, in bytes, a child gets from the system before its
// job arrives: the interpreter takes as much for a small program, and a fifth of
// the time it needs to load one would go into page faults.
const prepared = 64 << 20

// prefault touches n bytes of heap and frees them, so that their pages are mapped
// before the job arrives.
func prefault(n int) {
	const page = 4 << 10
	heap := make([]byte, n)
	for i := 0; i < n; i += page {
		heap[i] = 1
	}
	runtime.GC() // nothing holds heap any more
}

// Child runs one job that it reads from in, reports to out, and returns the exit
// code of the process. It prepares what it can before the job arrives.
func Child(in io.Reader, out io.Writer) int {
	// A terminal sends it to the server's children too, which the server ends when
	// their runs are over.
	signal.Ignore(os.Interrupt)
	ctx := context.Background()
	debug.SetGCPercent(-1) // a short life: collect only when memory runs short
	debug.SetMemoryLimit(rlimit.EngineMemory() / 2)
	callStackCeiling = maxCalls
	interpreter, err := newRuntime(ctx, wazero.NewRuntimeConfigInterpreter())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	prefault(prepared)
	reports := json.NewEncoder(out)
	send := func(r report) {
		if reports.Encode(r) != nil {
			os.Exit(0) // the server is gone
		}
	}
	// The program has a thread to itself, whose processor time is the program's: the
	// garbage collector, which works for this process, has others.
	runtime.LockOSThread()
	if thread := proc.ThreadID(); thread != 0 {
		send(report{Thread: thread})
	}
	facts, err := runJob(ctx, interpreter, bufio.NewReaderSize(in, 64<<10),
		func(c sandbox.Chunk) { send(report{Chunk: &c}) })
	last := report{Facts: &facts}
	if err != nil {
		last = report{Err: err.Error()}
	}
	if reports.Encode(last) != nil {
		return 1
	}
	return 0
}

// runJob reads a job and runs it.
func runJob(ctx context.Context, interpreter wazero.Runtime, in *bufio.Reader,
	out func(sandbox.Chunk)) (sandbox.Facts, error) {
	line, err := in.ReadBytes('\n')
	if err != nil {
		os.Exit(0) // never used
	}
	var j job
	if err := json.Unmarshal(line, &j); err != nil {
		return sandbox.Facts{}, fmt.Errorf("read job: %w", err)
	}
	binary := make([]byte, j.Size)
	if _, err := io.ReadFull(in, binary); err != nil {
		return sandbox.Facts{}, fmt.Errorf("read module: %w", err)
	}
	if err := rlimit.Child(j.Limits).SetSelf(); err != nil {
		return sandbox.Facts{}, err
	}
	r := interpreter
	if j.Computes {
		if r, err = newRuntime(ctx, wazero.NewRuntimeConfigCompiler()); err != nil {
			return sandbox.Facts{}, err
		}
		ctx = experimental.WithCompilationWorkers(ctx, runtime.NumCPU())
	}
	module, err := r.CompileModule(ctx, binary)
	if err != nil {
		return sandbox.Facts{}, fmt.Errorf("load module: %w", err)
	}
	stdin := play.NewInput(j.Limits.Stdin)
	if j.Stdin != "" {
		stdin.Send(j.Stdin)
	}
	if j.Ended {
		stdin.Close()
	}
	go receive(in, stdin)
	var mu sync.Mutex
	return run(ctx, r, module, sandbox.Program{Clock: j.Clock, Trace: j.Trace, Env: j.Env}, j.Limits.Memory, j.Zones, stdin,
		func(c sandbox.Chunk) {
			mu.Lock()
			defer mu.Unlock()
			out(c)
		})
}

// receive passes on what the program is to read. The end of in is the end of the
// server, and of this process.
func receive(in *bufio.Reader, stdin *play.Input) {
	for messages := json.NewDecoder(in); ; {
		var m input
		if messages.Decode(&m) != nil {
			os.Exit(0)
		}
		stdin.Send(string(m.Text)) // the server has counted it already
	}
}
