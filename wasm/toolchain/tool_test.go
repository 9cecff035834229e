package toolchain

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
)

// TestFirstWay has the ways to build the tools fail, from the first on.
func TestFirstWay(t *testing.T) {
	moved := errors.New("has Go moved it?")
	for failing := range len(ways) + 1 {
		var said []string
		say := func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) }
		tried := 0
		w, err := firstWay(t.Context(), say, func(way) error {
			if tried++; tried <= failing {
				return moved
			}
			return nil
		})
		if failing == len(ways) {
			if !errors.Is(err, moved) {
				t.Errorf("all fail: error %v", err)
			}
			continue
		}
		if err != nil || w.warm != (failing == 0) || (w.make != nil) != (failing < 2) {
			t.Errorf("%d fail: %+v, error %v", failing, w, err)
		}
		var want []string
		for _, w := range ways[:failing] {
			want = append(want, w.less+": has Go moved it?")
		}
		if !slices.Equal(said, want) {
			t.Errorf("%d fail: said %q, want %q", failing, said, want)
		}
	}
}

func TestFirstWayEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	tried := 0
	_, err := firstWay(ctx, func(string, ...any) {}, func(way) error {
		tried++
		cancel()
		return ctx.Err()
	})
	if tried != 1 || !errors.Is(err, context.Canceled) {
		t.Errorf("tried %d ways, error %v", tried, err)
	}
}
