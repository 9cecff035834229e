package sandbox

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"asynctour/server/play"
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
	limits := unhurried()
	binary := read(t, program(t))
	published, err := NewPublished(t.Context(), filepath.Join(t.TempDir(), "cache"), limits.Memory, func(string) ([]byte, error) { return binary, nil })
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	in := play.NewInput(limits.Stdin)
	if err := in.Send("read\n"); err != nil {
		t.Fatal(err)
	}
	_, err = published.Run(slowContext{ctx}, play.Program{Snippet: "x", Clock: play.Real}, in, func(play.Chunk) { cancel() })
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

// TestAtEnd calls a function at the end of a context, or not, and waits for it.
func TestAtEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	begun, release, returned := make(chan struct{}), make(chan struct{}), false
	called := atEnd(ctx, func() {
		close(begun)
		<-release
		returned = true
	})
	never := atEnd(t.Context(), func() { t.Error("it is called before the end") })
	if never() {
		t.Error("it is said to have been called")
	}
	cancel()
	<-begun
	time.AfterFunc(0, func() { close(release) })
	if !called() || !returned || !called() {
		t.Error("it is not said to have been called, or has not returned")
	}
}
