package wasi

import (
	"os"
	"slices"
	"testing"

	"asynctour/server/play"
	"asynctour/server/proc"
	"asynctour/server/sandbox/sandboxtest"
)

// TestYield has a program compute until it gives way to others.
func TestYield(t *testing.T) {
	limits := sandboxtest.Unhurried()
	limits.Eager = play.DefaultLimits().Eager
	children, err := NewChildren(sandboxtest.Tour(t), "", 1, limits)
	if err != nil {
		t.Fatal(err)
	}
	defer children.Close()
	// The spare ones have nothing to compute.
	family := func() []int {
		return slices.DeleteFunc(proc.All(), func(pid int) bool { return proc.StatusOf(pid).Parent != os.Getpid() })
	}
	sandboxtest.Yields(t, family, children.Run, sandboxtest.Read(t, sandboxtest.Program(t)))
}
