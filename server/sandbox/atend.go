package sandbox

import (
	"context"
	"sync"
)

// AtEnd calls f when ctx ends. The function that it returns prevents that, or waits
// until f has returned, and reports whether f was called: so f does not outlive the
// run. What must be done when ctx ends, and is not done yet when the run returns, is
// not for f: ctx is done before f is called.
func AtEnd(ctx context.Context, f func()) (called func() bool) {
	done := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(done)
		f()
	})
	return sync.OnceValue(func() bool {
		if stop() {
			return false
		}
		<-done
		return true
	})
}
