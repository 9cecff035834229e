package wasi

import (
	"testing"
	"testing/synctest"
	"time"

	"asynctour/server/play"
)

// TestClockStands has a module take long to be loaded, and its library to be initialized:
// the program's time begins after that, also for its calendar.
func TestClockStands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for kind, ran := range map[play.Clock]float64{play.ClockReal: 20, play.ClockSlow: 20 / play.Slowness} {
			c := newClock(t.Context(), kind)
			time.Sleep(1200 * time.Millisecond)
			if at := c.millis(); at > 0.001 {
				t.Errorf("%s: before the main package begins, it is at %v ms", kind, at)
			}
			c.start()
			began := time.Now().Unix()
			time.Sleep(20 * time.Millisecond)
			if at := c.millis(); at != ran {
				t.Errorf("%s: 20 ms after that, it is at %v ms", kind, at)
			}
			if now, _ := c.walltime(); now != began {
				t.Errorf("%s: it began at %d, and takes that for %d", kind, began, now)
			}
		}
	})
}
