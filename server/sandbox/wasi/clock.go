package wasi

import (
	"context"
	"math"
	"sync/atomic"
	"time"

	"github.com/tetratelabs/wazero/sys"

	"asynctour/server/play"
	"asynctour/server/proc"
)

// tick is the least time between two readings of a clock, in nanoseconds: an
// execution trace divides time by as much, and so no two of its events, and no
// two of a program's writes, share an instant.
const tick = 64

// A clock is what a program takes for time. Under the real one a sleep takes as
// long as it says. Under the virtual one it takes none: the clock is set forward
// instead, so that time is what was computed plus what was slept. What was computed is
// processor time: what others compute meanwhile on a busy machine does not count.
//
// A program starts when its main package begins. Until then its clock stands: what the
// engine takes to load the module, and the library to be initialized, is not its time.
type clock struct {
	ctx     context.Context // its end ends a sleep, and with it the program
	begun   time.Time       // when the program started
	virtual bool
	passed  func() time.Duration // since begun, without what was slept by the virtual clock
	slept   atomic.Int64         // nanoseconds that the virtual clock was set forward
	pace    time.Duration        // how much of real time is one of the program's
	last    atomic.Int64         // the last reading, in nanoseconds since begun
}

// newClock returns a clock of the kind, which stands. It is used by one thread, to which
// the goroutine is locked where the clock is virtual.
func newClock(ctx context.Context, kind play.Clock) *clock {
	c := &clock{ctx: ctx, begun: time.Now(), virtual: kind == play.ClockVirtual, pace: 1}
	if kind == play.ClockSlow {
		c.pace = play.Slowness
	}
	c.passed = func() time.Duration { return 0 }
	return c
}

// start begins the program's time.
func (c *clock) start() {
	c.begun = time.Now()
	if c.virtual {
		before := proc.ThreadTime()
		c.passed = func() time.Duration { return proc.ThreadTime() - before }
		return
	}
	c.passed = func() time.Duration { return time.Since(c.begun) / c.pace }
}

// nanotime returns the nanoseconds since the program started.
func (c *clock) nanotime() int64 {
	for {
		now := sum(int64(c.passed()), c.slept.Load())
		last := c.last.Load()
		now = max(now, sum(last, tick))
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

// wait waits on the program's behalf while all its goroutines wait: until ready is
// closed, or for so many nanoseconds; for good where they are fewer than none. It
// reports whether ready is closed. The virtual clock goes on to the time that is
// waited for although ready could be closed before, for it does not wait for a reader
// who may type something: so does the page's.
func (c *clock) wait(ns int64, ready <-chan struct{}) bool {
	c.check()
	select {
	case <-ready:
		return true
	default:
	}
	if ns == 0 {
		return false
	}
	if ns > 0 && c.virtual {
		c.slept.Store(sum(c.slept.Load(), ns))
		return false
	}
	var due <-chan time.Time
	if ns > 0 {
		timer := time.NewTimer(time.Duration(min(ns, math.MaxInt64/int64(c.pace))) * c.pace)
		defer timer.Stop()
		due = timer.C
	}
	select {
	case <-ready:
		return true
	case <-due:
	case <-c.ctx.Done():
		c.check()
	}
	return false
}

// sum adds two times, and is the last one where there is none so late: a program may
// sleep for ever.
func sum(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

// check ends the program if ctx has ended. It is called from the functions that
// the program calls; wazero unwinds the program's stack on this panic.
func (c *clock) check() {
	if c.ctx.Err() != nil {
		panic(sys.NewExitError(sys.ExitCodeContextCanceled))
	}
}
