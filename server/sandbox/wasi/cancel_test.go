package wasi

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"

	"asynctour/server/fair"
	"asynctour/server/play"
	"asynctour/server/sandbox"
	"asynctour/server/sandbox/sandboxtest"
)

// A slowContext calls what is to be called after its end only when somebody has had
// the time to prevent it: the order in which a context that has ended wakes others is
// not known, and this is the one that is rare.
type slowContext struct {
	context.Context
}

// AfterFunc implements what package context asks a foreign context for.
func (slowContext) AfterFunc(func()) (stop func() bool) { return func() bool { return true } }

// TestPublishedEnds stops a program that reads: it ends, however slowly those are
// woken who wait for the end of its context.
func TestPublishedEnds(t *testing.T) {
	limits := sandboxtest.Unhurried()
	binary := sandboxtest.Read(t, sandboxtest.Program(t))
	published, err := NewPublished(t.Context(), filepath.Join(t.TempDir(), "cache"), limits.Memory,
		func(string) ([]byte, error) { return binary, nil }, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	in := play.NewInput(limits.Stdin)
	if err := in.Send("read\n"); err != nil {
		t.Fatal(err)
	}
	_, err = published.Snippet("x")(slowContext{ctx}, fair.Job{}, sandbox.Program{Clock: play.ClockReal}, in,
		func(sandbox.Chunk) { cancel() })
	if err == nil {
		t.Error("no error from a run that was cancelled")
	}
	if n, err := in.Read(make([]byte, 1)); err == nil {
		t.Errorf("its input has %d bytes more, and no end", n)
	}
	if err := published.Close(context.WithoutCancel(ctx)); err != nil { // it waits for the program
		t.Error(err)
	}
}
