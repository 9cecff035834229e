package programs

import (
	"runtime"
	"slices"
	"testing"

	"asynctour/server/needs"
	"asynctour/server/play"
)

// TestPrograms plays every program in every place; the whole by every clock that a program names, and with and without a
// trace.
func TestPrograms(t *testing.T) {
	programs := read(t)
	t.Run("native", func(t *testing.T) {
		all(t, programs, "native", native(t, programs), realVariants(false))
	})
	t.Run("page", func(t *testing.T) { all(t, programs, "page", page(t), variants) })
	t.Run("wasi", func(t *testing.T) { all(t, programs, "wasi", wasi(t), variants) })
	if runtime.GOOS == "linux" {
		t.Run("gvisor", func(t *testing.T) { all(t, programs, "gvisor", gvisor(t), realVariants(needs.Whole())) })
	}
}

// all plays programs in a place, as many at a time as there are processors.
func all(t *testing.T, programs []*program, place string, play player, variants func(*program) []variant) {
	for _, p := range programs {
		for _, v := range variants(p) {
			t.Run(p.name+"/"+v.String(), func(t *testing.T) {
				t.Parallel()
				p.check(t, place, play(t, p, v))
			})
		}
	}
}

// variants returns how a program is played where there are all clocks.
func variants(p *program) []variant {
	if !needs.Whole() {
		return []variant{{clock: p.clocks[0]}}
	}
	var all []variant
	for _, clock := range p.clocks {
		all = append(all, variant{clock, false}, variant{clock, true})
	}
	return all
}

// realVariants returns what says how a program is played where there is the real clock
// alone, and with a trace too where traces are wanted.
func realVariants(traces bool) func(p *program) []variant {
	return func(p *program) []variant {
		if !slices.Contains(p.clocks, play.ClockReal) {
			return nil
		}
		all := []variant{{play.ClockReal, false}}
		if traces {
			all = append(all, variant{play.ClockReal, true})
		}
		return all
	}
}
