package tracereader

import (
	"path"
	"strings"

	"golang.org/x/exp/trace"

	"asynctour/server/play/moment"
)

// Causes of waiting that are not reported.
const (
	onHost = "host" // the page, which replies at once
	onStop = "stop" // the end of the trace, when the program ends
)

// causes maps the runtime's reasons for waiting to causes.
var causes = map[string]moment.Cause{
	"sleep":                        moment.OnSleep,
	"chan receive":                 moment.OnReceive,
	"chan send":                    moment.OnSend,
	"select":                       moment.OnSelect,
	"forever":                      moment.OnForever,
	"sync":                         moment.OnMutex,
	"sync.(*Cond).Wait":            moment.OnCond,
	"network":                      moment.OnNetwork,
	"GC mark assist wait for work": moment.OnGC,
	"wait until GC ends":           moment.OnGC,
	"GC weak to strong wait":       moment.OnGC,
}

// cause returns the cause of a goroutine's wait: by the runtime's reason, or by the
// library's function that waits.
func cause(reason string, stack trace.Stack) moment.Cause {
	on, ok := causes[reason]
	if !ok {
		on = moment.OnOther
	}
	for f := range stack.Frames() {
		switch {
		case isReaders(f.Func):
			return on
		case f.Func == "syscall.fsCall":
			return onHost
		case strings.HasPrefix(f.Func, tracer):
			return onStop
		case strings.HasPrefix(f.Func, "internal/poll.(*fdMutex)."):
			return moment.OnSyscall // for another goroutine's read or write
		case f.Func == "sync.(*WaitGroup).Wait":
			return moment.OnWaitGroup
		case strings.HasPrefix(f.Func, "net.") || strings.HasPrefix(f.Func, "net/"):
			return moment.OnNetwork
		}
	}
	return on
}

// isReaders reports whether a function is in the reader's files: in package main or, for
// a program with tests, in package snippet.
func isReaders(function string) bool {
	return strings.HasPrefix(function, "main.") || strings.HasPrefix(function, "snippet.")
}

// isOurs reports whether a goroutine that begins with the function belongs to the runtime
// or to the tracer.
func isOurs(function string) bool {
	for _, prefix := range []string{"runtime.", "runtime/", tracer} {
		if strings.HasPrefix(function, prefix) {
			return true
		}
	}
	return false
}

// tracer is the prefix of the names of the tracer's functions.
const tracer = "snippet/internal/tracer."

// startsReaders reports whether a library's function is the first of goroutines that then
// call a function of the reader's, as those of WaitGroup.Go and of errgroup do.
func startsReaders(function string) bool {
	return strings.HasPrefix(function, "sync.") || strings.HasPrefix(function, "golang.org/x/sync/") ||
		strings.HasPrefix(function, "testing.")
}

// setPlace sets the line of m in the reader's source, by the stack; for a Wait the
// function too.
func setPlace(m *moment.Moment, stack trace.Stack) {
	for f := range stack.Frames() {
		if isReaders(f.Func) {
			m.File, m.Line = path.Base(f.File), int(f.Line)
			if m.Do == moment.Wait {
				m.Name = f.Func
			}
			return
		}
	}
}

// innermost returns the frame that a stack ends with.
func innermost(stack trace.Stack) trace.StackFrame {
	for f := range stack.Frames() {
		return f
	}
	return trace.StackFrame{}
}

// outermost returns the frame that a stack begins with.
func outermost(stack trace.Stack) (last trace.StackFrame) {
	for f := range stack.Frames() {
		last = f
	}
	return last
}
