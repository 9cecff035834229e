//go:build !linux

package sandbox

import (
	"context"

	"asynctour/server/fair"
	"asynctour/server/play"
)

// A GVisor runs native programs, on Linux.
type GVisor struct{}

// NewGVisor returns ErrNoGVisor.
func NewGVisor(string, []byte, int, int, play.Limits) (*GVisor, error) { return nil, ErrNoGVisor }

// Run runs nothing.
func (g *GVisor) Run(context.Context, fair.Job, Program, *play.Input, func(Chunk)) (Result, error) {
	return Result{}, ErrNoGVisor
}

// Forget has nothing to forget.
func (g *GVisor) Forget(fair.Owner) {}

// Check fails.
func (g *GVisor) Check(context.Context, []byte, string) error { return ErrNoGVisor }

// Close has nothing to close.
func (g *GVisor) Close() error { return nil }

// EndOrphans finds none.
func EndOrphans() (killed int) { return 0 }
