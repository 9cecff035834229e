package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"time"

	"asynctour/server/build"
	"asynctour/server/course"
	"asynctour/server/engine"
	"asynctour/server/fair"
	"asynctour/server/feed"
	"asynctour/server/gate"
	"asynctour/server/metrics"
	"asynctour/server/play"
	"asynctour/server/sandbox"
	"asynctour/server/sandbox/wasi"
	"asynctour/server/socket"
	"asynctour/wasm"
	"asynctour/wasm/timeline"
)

// spareChildren is how many sandboxes wait for a run.
const spareChildren = 2

// runs is all that it takes to run programs.
type runs struct {
	limits             play.Limits
	course             *course.Course
	log                *slog.Logger
	js, wasi, natively *build.Builder
	racily             *build.Builder // natively with the race detector
	engine             *engine.Engine
	keep               int // how many sandboxes are kept for their readers
	published          *wasi.Published
	children           *wasi.Children
	native             atomic.Pointer[native] // nil where there is no gVisor, or not yet
	metrics            *metrics.Metrics
}

// newRuns opens the sandboxes, which keep what lasts in the folder cache. exe is
// the tour's program, whose processes they are; slots is how many may run at a
// time.
func newRuns(ctx context.Context, c *course.Course, exe, cache string, limits play.Limits, slots int, log *slog.Logger) (*runs, error) {
	pack, err := wasm.Open(wasm.Dist())
	if err != nil {
		return nil, err
	}
	r := &runs{
		limits:   limits,
		course:   c,
		log:      log,
		js:       build.New(ctx, cache, pack.Go(), build.JS, limits),
		wasi:     build.New(ctx, cache, pack.Go(), build.WASI, limits),
		natively: build.New(ctx, cache, pack.Go(), build.Native, limits),
		racily:   build.New(ctx, cache, pack.Go(), build.Race, limits),
		keep:     slots / slotsPerKept,
		metrics:  metrics.New(),
	}
	if r.published, err = wasi.NewPublished(ctx, filepath.Join(cache, "wazero"), limits.Memory, pack.WASI); err != nil {
		return nil, err
	}
	if r.children, err = wasi.NewChildren(exe, spareChildren, limits); err != nil {
		return nil, err
	}
	r.engine = r.newEngine(slots)
	return r, nil
}

// takeNative has gVisor run the programs from now on that it can run, if it works
// here.
func (r *runs) takeNative(ctx context.Context, exe string) error {
	n, err := openNative(ctx, r.natively, exe, r.keep, r.limits)
	if err != nil {
		return err
	}
	n.platform = engine.Platform{
		Build:     r.metrics.Build("native", r.natively.Build),
		Run:       r.metrics.Sandbox("gvisor", n.gvisor.Run),
		Reader:    func() engine.TraceReader { return timeline.New(true) },
		Published: n.Published,
	}
	r.native.Store(n)
	return n.addPublished(ctx, r.course)
}

// chooseSandbox takes gVisor where it works, and says which sandbox it is.
func (r *runs) chooseSandbox(ctx context.Context, exe string) {
	err := r.takeNative(ctx, exe)
	switch {
	case err == nil:
		r.log.Info("sandbox", "kind", "gvisor")
	case ctx.Err() == nil:
		r.log.Info("sandbox", "kind", "wasi", "gvisor", err.Error())
	}
}

// takeRace has the race detector look at programs from now on, where that is
// asked for. The error says why it cannot: it takes gVisor and a C compiler.
func (r *runs) takeRace(ctx context.Context) error {
	n := r.native.Load()
	if n == nil {
		return errors.New("there is no gVisor")
	}
	return n.takeRace(ctx, r.racily, r.metrics.Build("race", r.racily.Build))
}

// warm does ahead of time what the first runs would wait for.
func (r *runs) warm(ctx context.Context) {
	for _, b := range []*build.Builder{r.wasi, r.js} {
		if err := b.Prepare(); err != nil && ctx.Err() == nil {
			r.log.Warn("edited programs cannot be built", "err", err)
			break
		}
	}
	for id := range r.course.Snippets {
		if ctx.Err() != nil {
			return
		}
		if err := r.published.Load(ctx, id); err != nil && ctx.Err() == nil {
			r.log.Error("load snippet", "snippet", id, "err", err)
		}
	}
}

// maxQueue is how many may wait for a build, and how many for a sandbox.
const maxQueue = 1000

// newEngine returns what runs requests, slots of them at a time.
func (r *runs) newEngine(slots int) *engine.Engine {
	e := &engine.Engine{
		Limits: r.limits,
		Source: func(snippet string) (map[string]string, bool) {
			s, ok := r.course.Snippets[snippet]
			if !ok {
				return nil, false
			}
			return map[string]string{"main.go": s.Go}, true
		},
		Traced: build.Traced,
		Published: func(snippet string) sandbox.Run {
			return r.metrics.Sandbox("published", r.published.Snippet(snippet))
		},
		Module: engine.Platform{
			Build:  r.metrics.Build("wasi", r.wasi.Build),
			Run:    r.metrics.Sandbox("wasi", r.children.Run),
			Reader: func() engine.TraceReader { return timeline.New(false) },
		},
		Native: func() *engine.Platform {
			if n := r.native.Load(); n != nil {
				return n.now()
			}
			return nil
		},
		Page:   r.metrics.Build("js", r.js.Build),
		Crowd:  new(fair.Crowd),
		Builds: fair.NewQueue(runtime.NumCPU(), maxQueue),
		Runs:   fair.NewQueue(slots, maxQueue),
		Log:    r.log,
	}
	e.Builds.Waited, e.Runs.Waited = r.metrics.Waited("build"), r.metrics.Waited("run")
	return e
}

// socket returns the handler of /run, of which f and c say the rest.
func (r *runs) socket(f feed.Config, c socket.Config) *socket.Handler {
	f.Limits, f.Log = r.limits, r.log
	f.Run = func(ctx context.Context, owner fair.Owner, req play.Request, in *play.Input, emit func(play.Event)) {
		since := time.Now()
		r.engine.Run(ctx, owner, req, in, func(e play.Event) {
			if e.Kind == play.KindEnd {
				r.ended(req, e, time.Since(since))
			}
			emit(e)
		})
	}
	c.Feeds, c.Limits, c.Log = feed.New(f), r.limits, r.log
	c.Left = func(owner fair.Owner) {
		if n := r.native.Load(); n != nil {
			n.gvisor.Forget(owner)
		}
	}
	return socket.New(c)
}

// ended counts a run and logs it: never what it was, beyond the name of a
// published snippet.
func (r *runs) ended(req play.Request, end play.Event, took time.Duration) {
	r.metrics.Ended(end.Reason)
	r.log.Info("run ended", "run", req.LogName(), "snippet", play.Quote(req.Snippet), "edited", len(req.Files) > 0,
		"reason", end.Reason, "code", end.Code, "ms", took.Milliseconds())
}

// build returns the handler of /build, for readers who come in by the gate.
func (r *runs) build(g *gate.Gate) http.Handler {
	return &build.Handler{Limits: r.limits, Build: r.engine.Build, Address: g.Address, Admit: g.Admit, Log: r.log}
}

// close ends the sandboxes. Nothing runs in them any more.
func (r *runs) close() {
	if n := r.native.Load(); n != nil {
		n.gvisor.Close()
	}
	r.children.Close()
	r.published.Close(context.Background())
}
