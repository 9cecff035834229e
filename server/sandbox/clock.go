package sandbox

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/tetratelabs/wazero/sys"

	"asynctour/server/play"
)

// tick is the least time between two readings of a clock, in nanoseconds: an
// execution trace divides time by as much, and so no two of its events, and no
// two of a program's writes, share an instant.
const tick = 64

// A clock is what a program takes for time. Under the real one a sleep takes as
// long as it says. Under the virtual one it takes none: the clock is set forward
// instead, so that time is what was computed plus what was slept. What was computed is
// processor time: what others compute meanwhile on a busy machine does not count.
type clock struct {
	ctx     context.Context // its end ends a sleep, and with it the program
	begun   time.Time
	virtual bool
	passed  func() time.Duration // since begun, without what was slept by the virtual clock
	slept   atomic.Int64         // nanoseconds that the virtual clock was set forward
	pace    time.Duration        // how much of real time is one of the program's
	last    atomic.Int64         // the last reading, in nanoseconds since begun
}

// newClock returns a clock of the kind. A virtual one is read from the thread alone that
// has made it, to which its goroutine is locked.
func newClock(ctx context.Context, kind string) *clock {
	c := &clock{ctx: ctx, begun: time.Now(), virtual: kind == play.Virtual, pace: 1}
	switch kind {
	case play.Virtual:
		before := threadTime()
		c.passed = func() time.Duration { return threadTime() - before }
	case play.Slow:
		c.pace = play.Slowness
		fallthrough
	default:
		c.passed = func() time.Duration { return time.Since(c.begun) / c.pace }
	}
	return c
}

// nanotime returns the nanoseconds since the program started.
func (c *clock) nanotime() int64 {
	for {
		now := int64(c.passed()) + c.slept.Load()
		last := c.last.Load()
		now = max(now, last+tick)
		if c.last.CompareAndSwap(last, now) {
			return now
		}
	}
}

// millis returns the milliseconds since the program started.
func (c *clock) millis() float64 { return float64(c.nanotime()) / 1e6 }

func (c *clock) walltime() (sec int64, nsec int32) {
	t := c.begun.Add(time.Duration(c.nanotime()))
	return t.Unix(), int32(t.Nanosecond())
}

// nanosleep is called on the program's behalf while all its goroutines wait.
func (c *clock) nanosleep(ns int64) {
	c.check()
	if c.virtual {
		c.slept.Add(ns)
		return
	}
	timer := time.NewTimer(time.Duration(ns) * c.pace)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-c.ctx.Done():
		c.check()
	}
}

// check ends the program if ctx has ended. It is called from the functions that
// the program calls; wazero unwinds the program's stack on this panic.
func (c *clock) check() {
	if c.ctx.Err() != nil {
		panic(sys.NewExitError(sys.ExitCodeContextCanceled))
	}
}
