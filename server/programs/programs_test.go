package programs

import (
	"runtime"
	"slices"
	"testing"

	"asynctour/server/needs"
	"asynctour/server/play"
)

// turns is among how many places the programs are shared where the whole is not asked for: one in so many is played
// natively too, to see that it is right of what Go does.
const turns = 3

// TestPrograms plays every program in one place beside this machine; the whole in every place, by every clock that a
// program names, and with and without a trace.
func TestPrograms(t *testing.T) {
	programs := read(t)
	t.Run("native", func(t *testing.T) {
		programs := share(programs, 1)
		all(t, programs, "native", native(t, programs), realVariants(false))
	})
	t.Run("page", func(t *testing.T) { all(t, share(programs, 0), "page", page(t), variants) })
	t.Run("wasi", func(t *testing.T) { all(t, share(programs, 1), "wasi", wasi(t), variants) })
	if runtime.GOOS == "linux" {
		t.Run("gvisor", func(t *testing.T) {
			all(t, share(programs, 2), "gvisor", gvisor(t), realVariants(needs.Whole()))
		})
	}
}

// share returns the programs whose turn it is in the n-th place.
func share(programs []*program, n int) (mine []*program) {
	for i, p := range programs {
		if needs.Turn(i, n, turns) {
			mine = append(mine, p)
		}
	}
	return mine
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
