// Package checks runs the checks of an exercise: tests, whose imports of testing and
// testing/synctest are those of this package. It is linked into the program of a reader,
// whose own files cannot import it; its names have there what those packages have that a
// check uses, and fail one check alone where the others would end the program.
//
// A verdict is a line of standard output. It begins with the run's secret, which tells it
// from what the program prints: the environment has the secret, and a program that may be
// checked cannot read that.
//
// It uses the runtime by go:linkname, so the program is linked with -checklinkname=0.
package checks

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	_ "unsafe" // for go:linkname
)

// The variables of the environment that a host sets. The page sets them too.
const (
	secretVariable = "TOUR_CHECKS" // begins each verdict
	onlyVariable   = "TOUR_CHECK"  // the name of the one check that is run; "" for all
	roundsVariable = "TOUR_ROUNDS" // how often they are run; "" for once
)

// maxText is how many characters of what a check has measured are reported.
const maxText = 200

// A Check is a test with its name.
type Check struct {
	Name string
	Func func(*T)
}

// Run runs checks, one after the other, reports their verdicts, and exits.
func Run(checks []Check) {
	secret, only := os.Getenv(secretVariable), os.Getenv(onlyVariable)
	rounds, err := strconv.Atoi(os.Getenv(roundsVariable))
	if err != nil {
		rounds = 1
	}
	for range rounds {
		for _, c := range checks {
			if only == "" || c.Name == only {
				os.Stdout.WriteString(secret + " " + c.verdict() + "\n")
			}
		}
	}
	os.Exit(0)
}

// verdict runs a check, and returns "ok TestPeak" or "failed TestPeak 7 at once, at most 4".
func (c Check) verdict() string {
	t := &T{name: c.Name, outcome: &outcome{}}
	done, late := make(chan struct{}), make(chan string, 1)
	go func() {
		defer close(done)
		t.run(c.Func)
	}()
	go watch(done, late)
	select {
	case <-done:
	case why := <-late:
		t.fail(why)
	}
	failed, text := t.get()
	if !failed {
		return "ok " + c.Name
	}
	return "failed " + c.Name + " " + oneLine(cmp.Or(strings.TrimSpace(text), "failed"))
}

// oneLine returns a text as one line of at most maxText characters.
func oneLine(text string) string {
	letters := []rune(strings.Join(strings.Fields(text), " "))
	if len(letters) > maxText {
		letters = append(letters[:maxText-1], '…')
	}
	return string(letters)
}

// An outcome is what has become of a check.
type outcome struct {
	mu     sync.Mutex
	failed bool
	text   string // of the first failure
}

// fail fails the check. The first text counts.
func (o *outcome) fail(text string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.failed = true
	if o.text == "" {
		o.text = text
	}
}

func (o *outcome) get() (failed bool, text string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.failed, o.text
}

// A T is a testing.T.
type T struct {
	*outcome
	name string

	mu       sync.Mutex // guards what follows
	cleanups []func()
	ctx      context.Context // made when it is first asked for
	cancel   context.CancelFunc
}

// A TB is a testing.TB.
type TB interface {
	Cleanup(func())
	Context() context.Context
	Error(args ...any)
	Errorf(format string, args ...any)
	Fail()
	FailNow()
	Failed() bool
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Helper()
	Log(args ...any)
	Logf(format string, args ...any)
	Name() string
}

// run runs f with t in a goroutine, since FailNow ends that, and waits for it.
func (t *T) run(f func(*T)) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer t.cleanUp()
		defer t.recovered()
		f(t)
	}()
	<-done
}

// recovered fails the check where it panics. It is deferred.
func (t *T) recovered() {
	switch e := recover(); {
	case e == nil:
	case isDeadlock(e, "blocked goroutines remain"):
		t.fail("goroutines are left that wait for ever")
	case isDeadlock(e, "all goroutines in bubble are blocked"):
		t.fail("deadlock: all goroutines wait for each other")
	default:
		t.fail(fmt.Sprintf("panic: %v", e))
	}
}

// isDeadlock reports whether a panic is that of a bubble, for the reason.
func isDeadlock(e any, reason string) bool {
	err, ok := e.(error)
	return ok && fmt.Sprintf("%T", e) == "runtime.synctestDeadlockError" && strings.HasSuffix(err.Error(), reason)
}

// cleanUp calls what Cleanup was given, the last first.
func (t *T) cleanUp() {
	t.mu.Lock()
	if t.cancel != nil {
		t.cancel()
	}
	for len(t.cleanups) > 0 {
		last := t.cleanups[len(t.cleanups)-1]
		t.cleanups = t.cleanups[:len(t.cleanups)-1]
		t.mu.Unlock()
		t.attempt(last)
		t.mu.Lock()
	}
	t.mu.Unlock()
}

// attempt calls f, and fails the check where that panics.
func (t *T) attempt(f func()) {
	defer t.recovered()
	f()
}

// Cleanup has f called when the check has ended.
func (t *T) Cleanup(f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.cleanups = append(t.cleanups, f)
}

// Context returns a context that is cancelled when the check has ended.
func (t *T) Context() context.Context {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ctx == nil {
		t.ctx, t.cancel = context.WithCancel(context.Background())
	}
	return t.ctx
}

// Name returns the name of the check.
func (t *T) Name() string { return t.name }

// Failed reports whether the check has failed.
func (t *T) Failed() bool {
	failed, _ := t.get()
	return failed
}

// Fail fails the check.
func (t *T) Fail() { t.fail("") }

// FailNow fails the check and ends the goroutine.
func (t *T) FailNow() {
	t.fail("")
	runtime.Goexit()
}

// Error fails the check, and says why.
func (t *T) Error(args ...any) { t.fail(fmt.Sprintln(args...)) }

// Errorf fails the check, and says why.
func (t *T) Errorf(format string, args ...any) { t.fail(fmt.Sprintf(format, args...)) }

// Fatal is Error and FailNow.
func (t *T) Fatal(args ...any) {
	t.Error(args...)
	runtime.Goexit()
}

// Fatalf is Errorf and FailNow.
func (t *T) Fatalf(format string, args ...any) {
	t.Errorf(format, args...)
	runtime.Goexit()
}

// Helper does nothing: a verdict names no line.
func (t *T) Helper() {}

// Log does nothing: what a check prints is not reported.
func (t *T) Log(...any) {}

// Logf does nothing.
func (t *T) Logf(string, ...any) {}

// Test is synctest.Test.
func Test(t *T, f func(*T)) {
	inside := &T{name: t.name, outcome: t.outcome}
	run(func() { inside.run(f) })
	if t.Failed() {
		runtime.Goexit()
	}
}

// Wait is synctest.Wait.
func Wait() { wait() }

//go:linkname run internal/synctest.Run
func run(f func())

//go:linkname wait internal/synctest.Wait
func wait()
