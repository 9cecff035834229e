package sandbox

import (
	"context"
	"testing"
	"time"
)

// TestAtEnd calls a function at the end of a context, or not, and waits for it.
func TestAtEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	begun, release, returned := make(chan struct{}), make(chan struct{}), false
	called := AtEnd(ctx, func() {
		close(begun)
		<-release
		returned = true
	})
	never := AtEnd(t.Context(), func() { t.Error("it is called before the end") })
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
