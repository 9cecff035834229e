package build

import (
	"context"
	"sync"
)

// flights shares builds among those who ask for the same one at the same time. A build
// goes on as long as somebody waits for it, and no longer.
type flights struct {
	mu    sync.Mutex
	under map[string]*flight // by what is built
}

// A flight is a build under way.
type flight struct {
	waiting int // guarded by the mu of flights
	stop    context.CancelFunc
	done    chan struct{} // closed when result is there
	result  result
}

// do returns what build returns for key, or the cause of ctx's end. Whoever gives a
// build up last waits until it has ended: nothing of a build outlives those who asked
// for it.
func (f *flights) do(ctx context.Context, key string, build func(context.Context) result) (result, error) {
	one := f.join(ctx, key, build)
	select {
	case <-one.done:
		return one.result, nil
	case <-ctx.Done():
	}
	f.mu.Lock()
	one.waiting--
	last := one.waiting == 0
	if last {
		f.forget(key, one)
	}
	f.mu.Unlock()
	if last {
		one.stop()
		<-one.done
	}
	return result{}, context.Cause(ctx)
}

// join returns the build for key, which it begins where there is none.
func (f *flights) join(ctx context.Context, key string, build func(context.Context) result) *flight {
	f.mu.Lock()
	defer f.mu.Unlock()
	if one, ok := f.under[key]; ok {
		one.waiting++
		return one
	}
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	one := &flight{waiting: 1, stop: stop, done: make(chan struct{})}
	if f.under == nil {
		f.under = map[string]*flight{}
	}
	f.under[key] = one
	go func() {
		defer close(one.done)
		defer stop()
		one.result = build(work)
		f.mu.Lock()
		f.forget(key, one)
		f.mu.Unlock()
	}()
	return one
}

// forget has the next one who asks for key begin anew. It is called with mu held.
func (f *flights) forget(key string, one *flight) {
	if f.under[key] == one {
		delete(f.under, key)
	}
}
