package sandbox

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"asynctour/server/fair"
	"asynctour/server/nice"
	"asynctour/server/play"
)

// gvisorDir is the pattern of the temporary folders of GVisors.
const gvisorDir = "tour-gvisor-*"

// A GVisor runs native programs, each beneath a gVisor kernel of its own: with
// an empty root, no network but its own loopback, one process, and all of the
// processors. It knows the real clock alone. Like Children it keeps a few
// sandboxes started ahead; and a sandbox whose program has ended is kept for the
// next one of the same reader.
type GVisor struct {
	runsc  string
	dir    string // the bundle, and a folder of state for each sandbox
	lock   *os.File
	limits play.Limits
	pool   *pool[*box]
	kept   kept[*box]
	count  atomic.Int64
	starts chan func()
	stop   func() // ends the thread that starts sandboxes
}

// NewGVisor returns a GVisor that has spare sandboxes ready, and keeps at most keep
// for their readers. runsc is the path of gVisor's program, guest that of
// GuestSource, built.
func NewGVisor(runsc string, guest []byte, spare, keep int, limits play.Limits) (*GVisor, error) {
	dir, err := os.MkdirTemp("", gvisorDir)
	if err != nil {
		return nil, err
	}
	g := &GVisor{runsc: runsc, dir: dir, limits: limits, kept: kept[*box]{most: keep}, starts: make(chan func())}
	if g.lock, err = lock(dir); err == nil {
		err = writeBundle(dir, guest, limits)
	}
	if err != nil {
		closeAll(g.lock)
		os.RemoveAll(dir)
		return nil, err
	}
	g.stop = sync.OnceFunc(func() { close(g.starts) })
	// A sandbox ends with the thread that started it, and so with the server,
	// however that ends: one thread starts them all, and does nothing else.
	go func() {
		runtime.LockOSThread()
		for start := range g.starts {
			start()
		}
	}()
	if g.pool, err = newPool(spare, g.start); err != nil {
		g.stop()
		closeAll(g.lock)
		os.RemoveAll(dir)
		return nil, err
	}
	return g, nil
}

// Run is a Run for native programs, by the real clock.
func (g *GVisor) Run(ctx context.Context, job fair.Job, program Program, in *play.Input, out func(Chunk)) (Result, error) {
	if err := g.pool.enter(); err != nil {
		return Result{}, err
	}
	defer g.pool.leave()
	niceness := 0
	if job.Crowded() {
		niceness = nice.Crowded
	}
	refill := func() {}
	b, ok := g.kept.take(job.Owner, niceness)
	if !ok {
		// Of the spare sandboxes an address leaves as many as it has runs under way: a
		// crowd starts its own, and the others have theirs at once.
		var err error
		if b, err = g.pool.take(job.Others); err != nil {
			return Result{}, err
		}
		// The next one is started when this program has said something: sooner it
		// would make it late.
		refill = sync.OnceFunc(func() { go g.pool.refill() })
		defer refill()
	}
	result, err := b.run(ctx, program, g.limits, niceness, in, func(c Chunk) {
		out(c)
		refill()
	})
	if err == nil && result.Reason == play.ReasonExit && b.reusable() {
		g.kept.put(b, job.Owner, b.niceness)
	} else {
		b.end()
	}
	return result, err
}

// Forget ends the sandboxes that are kept for an owner who has left.
func (g *GVisor) Forget(owner fair.Owner) { g.kept.forget(owner) }

// Check runs the program binary, which prints want, to see whether sandboxes work
// here.
func (g *GVisor) Check(ctx context.Context, program []byte, want string) error {
	ctx, cancel := context.WithTimeout(ctx, g.limits.Wall)
	defer cancel()
	var got strings.Builder
	in := play.NewInput(0)
	in.Close()
	result, err := g.Run(ctx, fair.Job{}, Program{Binary: program, Clock: play.ClockReal}, in, func(c Chunk) { got.Write(c.Data) })
	if err != nil {
		return err
	}
	if got.String() != want || result.Code != 0 {
		return fmt.Errorf("gvisor: its test printed %q and ended with code %d", got.String(), result.Code)
	}
	return nil
}

// Close ends the sandboxes that wait, waits for those that run, and removes their
// files: the caller has ended their contexts.
func (g *GVisor) Close() error {
	g.pool.close()
	g.kept.close()
	g.stop()
	defer g.lock.Close()
	return os.RemoveAll(g.dir)
}
