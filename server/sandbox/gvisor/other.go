//go:build !linux

package gvisor

import (
	"context"
	"errors"

	"asynctour/server/fair"
	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// ErrNone says that there is no gVisor on this system, nor what bounds other processes beside it.
var ErrNone = errors.New("no gVisor, control groups or priorities, which are Linux's")

// Find returns ErrNone.
func Find(string) (string, error) { return "", ErrNone }

// Sandboxes run native programs, on Linux.
type Sandboxes struct{}

// New returns ErrNone.
func New(string, []byte, []byte, int, int, play.Limits) (*Sandboxes, error) { return nil, ErrNone }

// Run runs nothing.
func (g *Sandboxes) Run(
	context.Context, fair.Job, sandbox.Program, *play.Input, func(sandbox.Chunk),
) (sandbox.Facts, error) {
	return sandbox.Facts{}, ErrNone
}

// Forget has nothing to forget.
func (g *Sandboxes) Forget(fair.Owner) {}

// Check fails.
func (g *Sandboxes) Check(context.Context, []byte, string) error { return ErrNone }

// Close has nothing to close.
func (g *Sandboxes) Close() error { return nil }
