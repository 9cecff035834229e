// Package host has builders, sandboxes, queues, and the engine that uses them. Open is
// enough to run programs; the first ones may be slow. Warm prepares what the first
// readers would wait for, finds out what this machine offers, and keeps it in order. Close ends all.
package host

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"asynctour/server/build"
	"asynctour/server/course"
	"asynctour/server/engine"
	"asynctour/server/fair"
	"asynctour/server/metrics"
	"asynctour/server/play"
	"asynctour/server/sandbox/wasi"
	"asynctour/server/sweep"
	"asynctour/server/web"
	"asynctour/wasm"
	"asynctour/wasm/gocmd"
)

// Values of Config.Sandbox: where edited programs run.
const (
	Auto   = "auto" // in gVisor where it works
	WASI   = "wasi"
	GVisor = "gvisor"
)

// A Config configures a Host.
type Config struct {
	Course  *course.Course
	Exe     string // the tour's executable: sandboxes are processes of it, and runsc is looked for beside it
	Cache   string // the folder for archives and compiled snippets
	Limits  play.Limits
	Slots   int    // programs at a time that have a process of their own
	Sandbox string // Auto, WASI or GVisor
	Log     *slog.Logger

	Wasm fs.FS                       // the published programs: wasm.Dist() (nil too), or a folder that Pack fills
	Pack func(context.Context) error // fills Wasm, which is empty yet, while the server runs; nil: Wasm has all
}

// A Host runs programs.
type Host struct {
	Engine  *engine.Engine
	Metrics *metrics.Metrics

	config    Config
	course    atomic.Pointer[course.Course] // Config.Course, or what SetCourse has put in its place
	noGo      error                         // why the server cannot build what readers edit; nil if it can
	pack      atomic.Pointer[wasm.Pack]     // nil while Config.Pack is under way
	builders  builders
	published *wasi.Published
	children  *wasi.Children
	native    atomic.Pointer[native] // nil without gVisor, or not yet opened
	features  atomic.Pointer[web.Features]
	cache     *build.Cache
	stopSweep context.CancelFunc

	tending sync.Mutex // guards what is known of the chores
	tended  []*chore
}

// builders are the builders of a host, by target.
type builders struct {
	js, wasi, native *build.Builder
	race             *build.Builder // natively, with the race detector
}

// spareChildren is how many spare sandboxes for modules are kept ready.
const spareChildren = 2

// Open opens the sandboxes, which end with ctx at the latest. If Config.Sandbox is
// GVisor, it is an error if gVisor does not work here.
func Open(ctx context.Context, c Config) (*Host, error) {
	h := &Host{config: c, cache: &build.Cache{Dir: c.Cache}, Metrics: metrics.New(), stopSweep: func() {}}
	h.SetCourse(c.Course)
	version, err := h.openPack()
	if err != nil {
		return nil, err
	}
	builder := func(target build.Target) *build.Builder { return build.New(ctx, h.cache, version, target, c.Limits) }
	h.builders = builders{builder(build.JS), builder(build.WASI), builder(build.Native), builder(build.Race)}
	h.noGo = build.Installed(ctx, version)
	h.features.Store(h.firstFeatures())
	h.tended = h.chores()
	compiled := filepath.Join(c.Cache, "compiled")
	if h.published, err = wasi.NewPublished(ctx, compiled, c.Limits.Memory, h.module, c.Log); err != nil {
		return nil, err
	}
	if h.children, err = wasi.NewChildren(c.Exe, gocmd.Zones(ctx), spareChildren, c.Limits); err != nil {
		h.published.Close(ctx)
		return nil, err
	}
	h.Engine = h.newEngine()
	if c.Sandbox == GVisor {
		if err := h.TakeNative(ctx, c.Exe); err != nil {
			h.Close()
			return nil, fmt.Errorf("-sandbox gvisor: %w", err)
		}
	}
	sweeping, stop := context.WithCancel(ctx)
	h.stopSweep = stop
	go sweep.Watch(sweeping, wasi.ChildArg, func(processes int) {
		c.Log.Warn("ended what an earlier server had left", "processes", processes)
		h.Metrics.Orphans(processes)
	})
	return h, nil
}

// SetCourse has the host check programs by the exercises of a course that an author has
// changed. Published programs stay as they were at the start.
func (h *Host) SetCourse(c *course.Course) { h.course.Store(c) }

// Close ends the sandboxes. No program may be running in them.
func (h *Host) Close() {
	h.stopSweep()
	if n := h.native.Load(); n != nil {
		n.sandboxes.Close()
	}
	h.children.Close()
	h.published.Close(context.Background())
	h.cache.Close()
}

// Run runs a request, as engine.Engine does, counts it and logs it. The log has the name
// of a published snippet, and never a reader's source.
func (h *Host) Run(ctx context.Context, owner fair.Owner, req play.Request, in *play.Input, emit func(play.Event)) {
	since := time.Now()
	h.Engine.Run(ctx, owner, req, in, func(e play.Event) {
		if e.Kind == play.KindEnd {
			h.Metrics.Ended(e.Reason)
			h.config.Log.Info("run ended", "run", req.LogName(), "snippet", play.Quote(req.Snippet), "edited",
				len(req.Files) > 0,
				"reason", e.Reason, "code", e.Code, "ms", time.Since(since).Milliseconds())
		}
		emit(e)
	})
}

// Forget ends the sandboxes kept for an owner.
func (h *Host) Forget(owner fair.Owner) {
	if n := h.native.Load(); n != nil {
		n.sandboxes.Forget(owner)
	}
}
