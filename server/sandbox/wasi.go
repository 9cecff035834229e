// Package sandbox runs programs that nobody vouches for.
//
// Both sandboxes of this file's kind run wasip1 modules in wazero, which gives a
// program its three standard streams, a clock and random numbers, and nothing
// else: no files, no network, no environment. Published runs the tour's own
// snippets in this process, on the compiled engine. Children runs everything
// else, each program in a process of its own that can be killed.
package sandbox

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
	"github.com/tetratelabs/wazero/sys"

	"asynctour/server/play"
)

// newRuntime returns a runtime with wasi in it.
func newRuntime(ctx context.Context, config wazero.RuntimeConfig) (wazero.Runtime, error) {
	r := wazero.NewRuntimeWithConfig(ctx, config.WithDebugInfoEnabled(false))
	if _, err := wasi_snapshot_preview1.Instantiate(ctx, r); err != nil {
		return nil, fmt.Errorf("instantiate wasi: %w", err)
	}
	return r, nil
}

// pageSize is the unit of a module's memory, in bytes.
const pageSize = 64 << 10

// run runs a compiled module within memoryLimit bytes until it ends, or until it
// next sleeps or writes after ctx has ended.
func run(ctx context.Context, r wazero.Runtime, module wazero.CompiledModule, p play.Program, memoryLimit int64, in io.Reader, out func(play.Chunk)) (play.Result, error) {
	if memory, ok := module.ExportedMemories()["memory"]; ok && int64(memory.Min())*pageSize > memoryLimit {
		return play.Result{Reason: play.Memory}, nil // its globals alone; wazero would panic
	}
	if p.Clock == play.Virtual {
		runtime.LockOSThread() // the clock is that of a thread
		defer runtime.UnlockOSThread()
	}
	c := newClock(ctx, p.Clock)
	m := &meter{limit: uint64(memoryLimit)}
	config := wazero.NewModuleConfig().
		WithName("").
		WithArgs("main").
		WithStdin(in).
		WithStdout(&stream{c, play.Stdout, out}).
		WithStderr(&stream{c, play.Stderr, out}).
		WithNanotime(c.nanotime, sys.ClockResolution(tick)).
		WithWalltime(c.walltime, sys.ClockResolution(tick)).
		WithNanosleep(c.nanosleep).
		WithOsyield(c.check).
		WithRandSource(rand.Reader)
	if p.Trace {
		config = config.WithFSConfig(traceFiles(c, out))
	}
	instance, err := r.InstantiateModule(experimental.WithMemoryAllocator(context.WithoutCancel(ctx), m), module, config)
	if instance != nil {
		instance.Close(ctx)
	}
	result := play.Result{Reason: play.Exit, At: c.millis()}
	var exit *sys.ExitError
	switch {
	case err == nil:
	case errors.As(err, &exit):
		result.Code = int(exit.ExitCode())
	case trap(err) != "":
		// A trap is the program's doing: most often its stack has overflowed.
		out(play.Chunk{Stream: play.Stderr, At: result.At, Data: []byte("fatal error: " + trap(err) + "\n")})
		result.Code = 2
	default:
		return result, fmt.Errorf("run module: %w", err)
	}
	if result.Code != 0 && m.passed.Load() {
		result.Reason = play.Memory
	}
	return result, nil
}

// trap returns what wazero says of a program that has trapped, "" for any other
// error.
func trap(err error) string {
	first, _, _ := strings.Cut(err.Error(), "\n")
	_, fault, _ := strings.Cut(first, "wasm error: ")
	return fault
}

// A stream is the standard output or error of a program.
type stream struct {
	clock *clock
	name  string
	out   func(play.Chunk)
}

// Write passes p on with the time on the program's clock.
func (s *stream) Write(p []byte) (int, error) {
	s.clock.check()
	s.out(play.Chunk{Stream: s.name, At: s.clock.millis(), Data: p})
	return len(p), nil
}
