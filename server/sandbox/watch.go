package sandbox

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"asynctour/server/nice"
	"asynctour/server/play"
)

// watchEvery is how often a program is looked at that may be at a limit.
const watchEvery = 100 * time.Millisecond

// watch has the child give way to others once its program has computed for a while,
// and kills the child when the program has used all the processor time that it may.
// It looks again when that could be so: a program that sleeps costs a look a second.
// The function that it returns ends the watch, and reports whether it has killed.
func (p *child) watch(thread int, l play.Limits) (over func() bool) {
	var killed atomic.Bool
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		next := min(l.Eager, l.CPU)
		for gives := false; ; {
			select {
			case <-time.After(next):
			case <-stop:
				return
			}
			used, ok := userTime(p.cmd.Process.Pid, thread)
			if !ok {
				return
			}
			if used >= l.CPU {
				killed.Store(true)
				p.cmd.Process.Kill()
				return
			}
			if next = l.CPU - used; !gives && used < l.Eager {
				next = min(next, l.Eager-used)
			} else if !gives {
				gives = true
				for range 2 { // threads that start meanwhile may have been missed
					nice.Set(p.cmd.Process.Pid, nice.Computing)
				}
			}
			next = max(next, watchEvery)
		}
	}()
	return sync.OnceValue(func() bool {
		close(stop)
		<-stopped
		return killed.Load()
	})
}

// atEnd calls f when ctx ends. The function that it returns prevents that, or waits
// until f has returned, and reports whether f was called: so f does not outlive the
// run. What must be done when ctx ends, and is not done yet when the run returns, is
// not for f: ctx is done before f is called.
func atEnd(ctx context.Context, f func()) (called func() bool) {
	done := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(done)
		f()
	})
	return sync.OnceValue(func() bool {
		if stop() {
			return false
		}
		<-done
		return true
	})
}
