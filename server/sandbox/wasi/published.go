package wasi

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/experimental"

	"asynctour/server/fair"
	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// Published runs the tour's own snippets in this process, on wazero's compiled
// engine: milliseconds to start once a snippet is loaded. It cannot interrupt a
// program that computes; such a one is left to itself, and is heard no more,
// until it next sleeps or writes.
type Published struct {
	source  func(snippet string) ([]byte, error)
	memory  int64
	runtime wazero.Runtime

	live   sync.WaitGroup // programs, those that nobody hears any more too
	mu     sync.Mutex
	loaded map[string]*sandbox.Made[wazero.CompiledModule]
}

// NewPublished returns a Published that gets its modules from source and keeps
// what it has compiled in the folder cache, as far as that can be read and written.
func NewPublished(ctx context.Context, cache string, memory int64,
	source func(snippet string) ([]byte, error), log *slog.Logger) (*Published, error) {
	store := &compiled{dir: cache, log: log}
	r, err := newRuntime(ctx, wazero.NewRuntimeConfigCompiler().WithCompilationCache(store.compilationCache()))
	if err != nil {
		return nil, err
	}
	return &Published{source: source, memory: memory, runtime: r,
		loaded: map[string]*sandbox.Made[wazero.CompiledModule]{}}, nil
}

// load returns a snippet's module: the first run of a snippet compiles it, or takes it from the cache.
func (p *Published) load(ctx context.Context, snippet string) (wazero.CompiledModule, error) {
	p.mu.Lock()
	module, ok := p.loaded[snippet]
	if !ok {
		module = sandbox.NewMade(loadPause, func() (wazero.CompiledModule, error) {
			binary, err := p.source(snippet)
			if err != nil {
				return nil, fmt.Errorf("load %s: %w", snippet, err)
			}
			ctx := experimental.WithCompilationWorkers(context.WithoutCancel(ctx), runtime.NumCPU())
			return p.runtime.CompileModule(ctx, binary)
		})
		p.loaded[snippet] = module
	}
	p.mu.Unlock()
	return module.Get(ctx)
}

// loadPause is how long a snippet that could not be loaded is not loaded again.
const loadPause = time.Second

// Snippet returns what runs a published snippet: of the program that it is given
// the clock counts alone.
func (p *Published) Snippet(snippet string) sandbox.Run {
	return func(ctx context.Context, _ fair.Job, program sandbox.Program, in *play.Input,
		out func(sandbox.Chunk)) (sandbox.Facts, error) {
		return p.run(ctx, snippet, program, in, out)
	}
}

func (p *Published) run(ctx context.Context, snippet string, program sandbox.Program, in *play.Input,
	out func(sandbox.Chunk)) (sandbox.Facts, error) {
	module, err := p.load(ctx, snippet)
	if err != nil {
		return sandbox.Facts{}, err
	}
	type ended struct {
		facts sandbox.Facts
		err   error
	}
	var muted muted
	done := make(chan ended, 1)
	p.live.Go(func() {
		facts, err := run(ctx, p.runtime, module, program, p.memory, "", in, muted.through(out))
		done <- ended{facts, err}
	})
	select {
	case e := <-done:
		return e.facts, e.err
	case <-ctx.Done():
		in.Close() // a Read that waits would keep the program for good
		return sandbox.Facts{At: muted.close()}, ctx.Err()
	}
}

// Close waits for the programs that still run, and frees what is loaded. The
// caller has ended their contexts.
func (p *Published) Close(ctx context.Context) error {
	p.live.Wait()
	return p.runtime.Close(ctx)
}

// A muted lets chunks through until it is closed, and then has the time of the last.
type muted struct {
	mu     sync.Mutex
	closed bool
	last   float64 // the time of the last chunk
}

func (m *muted) through(out func(sandbox.Chunk)) func(sandbox.Chunk) {
	return func(c sandbox.Chunk) {
		m.mu.Lock()
		defer m.mu.Unlock()
		if !m.closed {
			m.last = c.At
			out(c)
		}
	}
}

func (m *muted) close() (last float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	return m.last
}
