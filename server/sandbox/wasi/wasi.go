// Package wasi runs wasip1 modules in wazero, which gives a program its three
// standard streams, a clock, random numbers, a small file system in memory, and nothing
// else: no files of the system's, no network, no environment of the server's.
//
// Published runs the tour's own snippets in this process, on the compiled engine.
// Children runs what nobody vouches for, each program in a process of its own that
// can be killed: the tour's program again, started with ChildArg, whose main calls
// Child.
package wasi

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
	"github.com/tetratelabs/wazero/sys"

	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// newRuntime returns a runtime with wasi in it.
func newRuntime(ctx context.Context, config wazero.RuntimeConfig) (wazero.Runtime, error) {
	r := wazero.NewRuntimeWithConfig(ctx, config.WithDebugInfoEnabled(false))
	host := r.NewHostModuleBuilder(wasi_snapshot_preview1.ModuleName)
	wasi_snapshot_preview1.NewFunctionExporter().ExportFunctions(host)
	exportPoll(host)
	exportFull(host)
	if _, err := host.Instantiate(ctx); err != nil {
		return nil, fmt.Errorf("instantiate wasi: %w", err)
	}
	return r, instantiateBegin(ctx, r)
}

// pageSize is the unit of a module's memory, in bytes.
const pageSize = 64 << 10

// run runs a compiled module within memoryLimit bytes until it ends, or until it
// next sleeps or writes after ctx has ended. zones is the path of Go's time zones, or "".
func run(ctx context.Context, r wazero.Runtime, module wazero.CompiledModule, p sandbox.Program, memoryLimit int64,
	zones string, in *play.Input, out func(sandbox.Chunk)) (sandbox.Facts, error) {
	if memory, ok := module.ExportedMemories()["memory"]; ok && int64(memory.Min())*pageSize > memoryLimit {
		return sandbox.Facts{Code: 2, Memory: true}, nil // its globals alone; wazero would panic
	}
	if p.Clock == play.ClockVirtual {
		runtime.LockOSThread() // the clock is that of a thread
		defer runtime.UnlockOSThread()
	}
	c := newClock(ctx, p.Clock)
	if !reportsMain(module) {
		c.start()
	}
	stdin := &stdin{clock: c, in: in, out: out}
	m := &meter{limit: uint64(memoryLimit)}
	config := wazero.NewModuleConfig().
		WithName("").
		WithArgs("main").
		WithStdin(stdin).
		WithStdout(&stream{c, play.KindStdout, out}).
		WithStderr(&stream{c, play.KindStderr, out}).
		WithNanotime(c.nanotime, sys.ClockResolution(tick)).
		WithWalltime(c.walltime, sys.ClockResolution(tick)).
		WithOsyield(c.check).
		WithRandSource(rand.Reader).
		WithFSConfig(files(c, p, zones, out))
	for _, variable := range environment {
		config = config.WithEnv(variable[0], variable[1])
	}
	for _, variable := range p.Env {
		name, value, _ := strings.Cut(variable, "=")
		config = config.WithEnv(name, value)
	}
	ctx = context.WithValue(context.WithoutCancel(ctx), stdinKey{}, stdin)
	instance, err := r.InstantiateModule(experimental.WithMemoryAllocator(ctx, m), module, config)
	if instance != nil {
		instance.Close(ctx)
	}
	facts := sandbox.Facts{At: c.millis(), Memory: m.passed.Load()}
	var exit *sys.ExitError
	switch {
	case err == nil:
	case errors.As(err, &exit):
		facts.Code = int(exit.ExitCode() & 0xff) // as much as a process can return
	case trap(err) != "":
		// A trap is the program's doing: most often its stack has overflowed.
		out(sandbox.Chunk{Kind: play.KindStderr, At: facts.At, Data: []byte(lastWords(err))})
		facts.Code = 2
	default:
		return facts, fmt.Errorf("run module: %w", err)
	}
	return facts, nil
}

// trap returns what wazero says of a program that has trapped, "" for any other
// error.
func trap(err error) string {
	first, _, _ := strings.Cut(err.Error(), "\n")
	_, fault, _ := strings.Cut(first, "wasm error: ")
	return fault
}

// lastWords returns what a program would have written that has trapped with err, had its
// runtime found out: which goroutine it was in only the runtime knows.
func lastWords(err error) string {
	words := "fatal error: " + trap(err) + "\n\ngoroutine 0 [running]:\n"
	_, stack, _ := strings.Cut(err.Error(), "wasm stack trace:\n")
	for line := range strings.Lines(stack) {
		// "\t.main.depth(i32) i32": the name of the module, "", comes first
		name, _, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "."), "(i32)")
		if ok && !strings.HasPrefix(name, "runtime.") && !strings.HasPrefix(name, "$") {
			words += name + "(...)\n"
		}
	}
	return words
}

// A stream is the standard output or error of a program.
type stream struct {
	clock *clock
	kind  play.Kind
	out   func(sandbox.Chunk)
}

// Write passes p on with the time on the program's clock.
func (s *stream) Write(p []byte) (int, error) {
	s.clock.check()
	s.out(sandbox.Chunk{Kind: s.kind, At: s.clock.millis(), Data: p})
	return len(p), nil
}
