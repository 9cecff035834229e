package main

import (
	"context"
	"log/slog"
	"net/http"
	"path/filepath"
	"runtime"

	"asynctour/server/build"
	"asynctour/server/course"
	"asynctour/server/play"
	"asynctour/server/sandbox"
	"asynctour/server/socket"
	"asynctour/wasm"
)

// spareChildren is how many sandboxes wait for a run.
const spareChildren = 2

// maxChildren is how many of them may run at a time: with what they use most
// often, 64 take a gigabyte and a half.
const maxChildren = 64

// runs is all that it takes to run programs.
type runs struct {
	limits    play.Limits
	course    *course.Course
	log       *slog.Logger
	js, wasi  *build.Builder
	builds    *play.Queue
	running   *play.Queue
	published *sandbox.Published
	children  *sandbox.Children
}

// newRuns opens the sandboxes, which keep what lasts in the folder cache. exe is
// the tour's program, whose processes they are.
func newRuns(ctx context.Context, c *course.Course, exe, cache string, limits play.Limits, log *slog.Logger) (*runs, error) {
	pack, err := wasm.Open(wasm.Dist())
	if err != nil {
		return nil, err
	}
	r := &runs{
		limits:  limits,
		course:  c,
		log:     log,
		js:      build.New(ctx, cache, pack.Go(), build.JS, limits),
		wasi:    build.New(ctx, cache, pack.Go(), build.WASI, limits),
		builds:  play.NewQueue(runtime.NumCPU(), play.MaxQueue),
		running: play.NewQueue(maxChildren, play.MaxQueue),
	}
	if r.published, err = sandbox.NewPublished(ctx, filepath.Join(cache, "wazero"), limits.Memory, pack.WASI); err != nil {
		return nil, err
	}
	if r.children, err = sandbox.NewChildren(exe, spareChildren, limits); err != nil {
		return nil, err
	}
	return r, nil
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

// runner returns what runs a request.
func (r *runs) runner() *play.Runner {
	return &play.Runner{
		Limits: r.limits,
		Known: func(snippet string) bool {
			_, ok := r.course.Snippets[snippet]
			return ok
		},
		Build:   r.wasi.Build,
		Sandbox: r.sandbox,
		Builds:  r.builds,
		Runs:    r.running,
		Log:     r.log,
	}
}

// sandbox runs a published snippet in this process and anything else in another.
func (r *runs) sandbox(ctx context.Context, p play.Program, in *play.Input, out func(play.Chunk)) (play.Result, error) {
	if p.Binary == nil {
		return r.published.Run(ctx, p, in, out)
	}
	return r.children.Run(ctx, p, in, out)
}

// socket returns the handler of /run.
func (r *runs) socket() http.Handler {
	return &socket.Handler{Run: r.runner().Run, Limits: r.limits, Log: r.log}
}

// build returns the handler of /build.
func (r *runs) build() http.Handler {
	return &build.Handler{Limits: r.limits, Build: r.js.Build, Queue: r.builds, Log: r.log}
}

// close ends the sandboxes. Nothing runs in them any more.
func (r *runs) close() {
	r.children.Close()
	r.published.Close(context.Background())
}
