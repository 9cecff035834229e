package host

import (
	"net/http"
	"runtime"

	"asynctour/server/build"
	"asynctour/server/engine"
	"asynctour/server/fair"
	"asynctour/server/feed"
	"asynctour/server/gate"
	"asynctour/server/sandbox"
	"asynctour/server/socket"
	"asynctour/wasm/tracereader"
)

// maxQueue is how many requests may wait for a build, and how many for a sandbox.
const maxQueue = 1000

// newEngine returns an engine that uses the builders, sandboxes and queues of h.
func (h *Host) newEngine() *engine.Engine {
	e := &engine.Engine{
		Limits: h.config.Limits,
		Source: func(snippet string) (map[string]string, bool) {
			s, ok := h.course.Load().Snippets[snippet]
			if !ok {
				return nil, false
			}
			return map[string]string{"main.go": s.Go}, true
		},
		Checks: func(snippet string) (engine.Checks, bool) {
			s, ok := h.course.Load().Snippets[snippet]
			if !ok || s.Exercise == nil {
				return engine.Checks{}, false
			}
			return engine.Checks{Source: s.Exercise.CheckSource, Names: s.Exercise.Names(), Version: s.Exercise.Version}, true
		},
		Traced: build.Traced,
		Published: func(snippet string) sandbox.Run {
			if h.pack.Load() == nil {
				return stillPacking
			}
			return h.Metrics.Sandbox("published", h.published.Snippet(snippet))
		},
		Module: engine.Platform{
			Build:  h.Metrics.Build("wasi", h.builders.wasi.Build),
			Run:    h.Metrics.Sandbox("wasi", h.children.Run),
			Reader: func() engine.TraceReader { return tracereader.New(false) },
		},
		Native: func() *engine.Platform {
			if n := h.native.Load(); n != nil {
				return n.platform.Load()
			}
			return nil
		},
		Page:   h.Metrics.Build("js", h.builders.js.Build),
		Crowd:  new(fair.Crowd),
		Builds: fair.NewQueue(runtime.NumCPU(), maxQueue),
		Runs:   fair.NewQueue(h.config.Slots, maxQueue),
		Log:    h.config.Log,
	}
	e.Builds.Waited, e.Runs.Waited = h.Metrics.Waited("build"), h.Metrics.Waited("run")
	return e
}

// Socket returns the handler of /run. It sets what f and c leave to the host.
func (h *Host) Socket(f feed.Config, c socket.Config) *socket.Handler {
	f.Run, f.Limits, f.Log = h.Run, h.config.Limits, h.config.Log
	c.Feeds, c.Limits, c.Log, c.Left = feed.New(f), f.Limits, f.Log, h.Forget
	handler := socket.New(c)
	observe(h.Metrics, handler)
	return handler
}

// Build returns the handler of /build. The gate g identifies readers and limits their
// rate.
func (h *Host) Build(g *gate.Gate) http.Handler {
	return &build.Handler{Limits: h.config.Limits, Build: h.Engine.Build, Address: g.Address, Admit: g.Admit,
		Log: h.config.Log}
}
