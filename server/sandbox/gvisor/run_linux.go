package gvisor

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"asynctour/server/fair"
	"asynctour/server/nice"
	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// Sandboxes run native programs, each beneath a gVisor kernel of its own: with an
// empty root, no network but its own loopback, one process, and all of the
// processors. They have the real clock alone. A few are started ahead; and one whose
// program has ended is kept for the next one of the same reader.
type Sandboxes struct {
	runsc  string
	bundle *bundle
	limits play.Limits
	pool   *sandbox.Pool[*box]
	kept   kept[*box]
	count  atomic.Int64
	starts chan func()
	stop   func() // ends the thread that starts sandboxes
}

// New returns Sandboxes of which spare ones are ready, and at most keep are kept for
// their readers. runsc is the path of gVisor's program; guest is GuestSource, built;
// zones are the time zones, lib/time/zoneinfo.zip of a Go installation, or nil.
func New(runsc string, guest, zones []byte, spare, keep int, limits play.Limits) (*Sandboxes, error) {
	bundle, err := newBundle(guest, zones, limits)
	if err != nil {
		return nil, err
	}
	g := &Sandboxes{runsc: runsc, bundle: bundle, limits: limits, kept: kept[*box]{most: keep}, starts: make(chan func())}
	g.stop = sync.OnceFunc(func() { close(g.starts) })
	// A sandbox ends with the thread that started it, and so with the server,
	// however that ends: one thread starts them all, and does nothing else.
	go func() {
		runtime.LockOSThread()
		for start := range g.starts {
			start()
		}
	}()
	if g.pool, err = sandbox.NewPool(spare, g.start); err != nil {
		g.stop()
		bundle.remove()
		return nil, err
	}
	return g, nil
}

// Run is a sandbox.Run for native programs, by the real clock.
func (g *Sandboxes) Run(ctx context.Context, job fair.Job, program sandbox.Program, in *play.Input,
	out func(sandbox.Chunk)) (sandbox.Facts, error) {
	if err := g.pool.Enter(); err != nil {
		return sandbox.Facts{}, err
	}
	defer g.pool.Leave()
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
		if b, err = g.pool.Take(job.Others); err != nil && g.bundle.mend() {
			b, err = g.start()
		}
		if err != nil {
			return sandbox.Facts{}, err
		}
		// The next one is started when this program has said something: sooner it
		// would make it late.
		refill = sync.OnceFunc(func() { go g.pool.Refill() })
		defer refill()
	}
	passOn := func(c sandbox.Chunk) {
		out(c)
		refill()
	}
	facts, err := b.run(ctx, program, g.limits, niceness, in, passOn)
	if errors.Is(err, errNotUp) && ctx.Err() == nil && g.bundle.mend() {
		b.End()
		if b, err = g.start(); err != nil {
			return sandbox.Facts{}, err
		}
		facts, err = b.run(ctx, program, g.limits, niceness, in, passOn)
	}
	if err == nil && facts.Signal == 0 && b.reusable() {
		g.kept.put(b, job.Owner, b.niceness)
	} else {
		b.End()
	}
	return facts, err
}

// Forget ends the sandboxes that are kept for an owner who has left.
func (g *Sandboxes) Forget(owner fair.Owner) { g.kept.forget(owner) }

// Check runs the program binary, which prints want, to see whether sandboxes work
// here.
func (g *Sandboxes) Check(ctx context.Context, program []byte, want string) error {
	ctx, cancel := context.WithTimeout(ctx, g.limits.Wall)
	defer cancel()
	var got strings.Builder
	in := play.NewInput(0)
	in.Close()
	facts, err := g.Run(ctx, fair.Job{}, sandbox.Program{Binary: program, Clock: play.ClockReal}, in,
		func(c sandbox.Chunk) { got.Write(c.Data) })
	if err != nil {
		return err
	}
	if got.String() != want || facts.Code != 0 {
		return fmt.Errorf("gvisor: its test printed %q and ended with code %d", got.String(), facts.Code)
	}
	return nil
}

// Close ends the sandboxes that wait, waits for those that run, and removes their
// files: the caller has ended their contexts.
func (g *Sandboxes) Close() error {
	g.pool.Close()
	g.kept.close()
	g.stop()
	return g.bundle.remove()
}
