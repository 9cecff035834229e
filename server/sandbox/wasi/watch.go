package wasi

import (
	"sync"
	"time"

	"asynctour/server/nice"
	"asynctour/server/play"
	"asynctour/server/proc"
	"asynctour/server/sandbox"
)

// watch has the child give way to others once its program has computed for a while,
// and kills the child when the program has used all the processor time that it may.
// It looks again when that could be so: a program that sleeps costs a look a second.
// The function that it returns ends the watch, and returns the processor time for
// which it has killed the child; 0 if it has not.
func (p *child) watch(thread int, l play.Limits) (over func() time.Duration) {
	var spent time.Duration
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
			used, ok := proc.UserTime(p.cmd.Process.Pid, thread)
			if !ok {
				return
			}
			if used >= l.CPU {
				spent = used
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
			next = max(next, sandbox.WatchEvery)
		}
	}()
	return sync.OnceValue(func() time.Duration {
		close(stop)
		<-stopped
		return spent
	})
}
