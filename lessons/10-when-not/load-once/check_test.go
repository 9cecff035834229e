package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// A source is where the cache loads from. A load under way goes on when it is let go.
type source struct {
	mu    sync.Mutex
	loads map[string]int
	// What is answered: err if there is one, otherwise a token.
	token string
	err   error
	gate  chan struct{}
}

func newSource() *source {
	return &source{
		loads: make(map[string]int),
		token: fmt.Sprintf("%x", rand.Uint64()),
		gate:  make(chan struct{}),
	}
}

func (s *source) load(ctx context.Context, key string) (string, error) {
	s.mu.Lock()
	s.loads[key]++
	gate := s.gate
	s.mu.Unlock()
	select {
	case <-gate:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.value(key), s.err
}

func (s *source) value(key string) string {
	if s.err != nil {
		return ""
	}
	return key + "-" + s.token
}

// count returns how many loads of the key have begun.
func (s *source) count(key string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.loads[key]
}

// An answer is what a call of Get came to.
type answer struct {
	value string
	err   error
}

// get calls Get in a goroutine.
func get(ctx context.Context, c *cache, key string) <-chan answer {
	answers := make(chan answer, 1)
	go func() {
		defer func() {
			if fault := recover(); fault != nil {
				answers <- answer{err: fmt.Errorf("panic: %v", fault)}
			}
		}()
		value, err := c.Get(ctx, key)
		answers <- answer{value, err}
	}()
	return answers
}

// settle returns when every goroutine but this one waits, so that nothing happens any more
// by itself. synctest.Wait does so in a bubble, but it stands still while a goroutine waits
// for a mutex; and Get may hold one where it should not.
func settle() {
	buf := make([]byte, 1<<20)
	for busy := true; busy; {
		runtime.Gosched()
		busy = false
		stacks := string(buf[:runtime.Stack(buf, true)])
		for _, stack := range strings.Split(stacks, "\n\n")[1:] {
			_, state, _ := strings.Cut(stack, "[")
			for _, other := range []string{"running", "runnable", "preempted", "GC"} {
				busy = busy || strings.HasPrefix(state, other)
			}
		}
	}
}

// receive returns an answer, or fails the check if there is none.
func receive(t *testing.T, answers <-chan answer, what string) answer {
	t.Helper()
	if len(answers) == 0 {
		settle()
	}
	select {
	case a := <-answers:
		return a
	default:
		t.Fatalf("%s does not return", what)
		return answer{}
	}
}

func TestOnce(t *testing.T) {
	s := newSource()
	c := newCache(s.load)
	n := 20 + rand.IntN(20)
	var all []<-chan answer
	for range n {
		all = append(all, get(t.Context(), c, "a"))
	}
	settle()
	close(s.gate)
	for _, answers := range all {
		got := receive(t, answers, "Get")
		if want := (answer{s.value("a"), nil}); got != want {
			t.Fatalf("Get returned %q, %v; want %q", got.value, got.err, want.value)
		}
	}
	receive(t, get(t.Context(), c, "a"), "Get of a loaded key")
	if loads := s.count("a"); loads != 1 {
		t.Errorf("%d loads for %d callers, 1 is enough", loads, n+1)
	}
}

func TestKeys(t *testing.T) {
	s := newSource()
	c := newCache(s.load)
	n := 3 + rand.IntN(5)
	for i := range n {
		get(t.Context(), c, fmt.Sprint("key-", i))
	}
	defer close(s.gate)
	settle()
	s.mu.Lock()
	defer s.mu.Unlock()
	if begun := len(s.loads); begun < n {
		t.Errorf("%d at once, %d keys are asked for", begun, n)
	}
}

func TestFailure(t *testing.T) {
	s := newSource()
	c := newCache(s.load)
	s.err = errors.New("the network is down")
	first, second := get(t.Context(), c, "a"), get(t.Context(), c, "a")
	settle()
	close(s.gate)
	for _, answers := range []<-chan answer{first, second} {
		if got := receive(t, answers, "Get"); !errors.Is(got.err, s.err) {
			t.Fatalf("Get returned %q, %v; the load failed", got.value, got.err)
		}
	}

	s.mu.Lock()
	s.err = nil
	s.mu.Unlock()
	got := receive(t, get(t.Context(), c, "a"), "Get after a failure")
	if got.err != nil || got.value != s.value("a") {
		t.Errorf("Get after a failure returned %q, %v; want %q", got.value, got.err, s.value("a"))
	}
}

func TestCancel(t *testing.T) {
	s := newSource()
	c := newCache(s.load)
	ctx1, cancel1 := context.WithCancel(t.Context())
	defer cancel1()
	ctx2, cancel2 := context.WithCancel(t.Context())
	defer cancel2()
	// The first caller begins the load, the two others wait for it.
	first := get(ctx1, c, "a")
	settle()
	second, third := get(ctx2, c, "a"), get(t.Context(), c, "a")
	settle()
	letGo := sync.OnceFunc(func() { close(s.gate) })
	defer letGo()

	for _, caller := range []struct {
		what    string
		cancel  func()
		answers <-chan answer
	}{{"a waiting caller", cancel2, second}, {"the first caller", cancel1, first}} {
		caller.cancel()
		got := receive(t, caller.answers, caller.what+", cancelled,")
		if !errors.Is(got.err, context.Canceled) {
			t.Fatalf("%s, cancelled, got %q, %v", caller.what, got.value, got.err)
		}
	}
	letGo()
	got := receive(t, third, "the third caller")
	if got.err != nil || got.value != s.value("a") {
		t.Fatalf("two of three are cancelled, the third got %q, %v", got.value, got.err)
	}
	if loads := s.count("a"); loads != 1 {
		t.Errorf("%d loads for three callers, two of them cancelled", loads)
	}
}
