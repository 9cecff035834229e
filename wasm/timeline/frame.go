package timeline

import (
	"path"
	"strings"

	"golang.org/x/exp/trace"

	"asynctour/server/play"
)

// What nobody is told that a goroutine waits for.
const (
	onHost = "host" // the host of a page, which answers at once
	onStop = "stop" // the end of the trace, when the program ends
)

// causes are what the runtime says that a goroutine waits for, in our words.
var causes = map[string]string{
	"sleep":                        play.OnSleep,
	"chan receive":                 play.OnReceive,
	"chan send":                    play.OnSend,
	"select":                       play.OnSelect,
	"forever":                      play.OnForever,
	"sync":                         play.OnMutex,
	"sync.(*Cond).Wait":            play.OnCond,
	"network":                      play.OnNetwork,
	"GC mark assist wait for work": play.OnGC,
	"wait until GC ends":           play.OnGC,
	"GC weak to strong wait":       play.OnGC,
}

// cause returns what a goroutine waits for: what the runtime says, or what the
// library's function is for in which it waits.
func cause(reason string, stack trace.Stack) string {
	on, ok := causes[reason]
	if !ok {
		on = play.OnOther
	}
	for f := range stack.Frames() {
		switch {
		case isReaders(f.Func):
			return on
		case f.Func == "syscall.fsCall":
			return onHost
		case f.Func == "runtime.StopTrace":
			return onStop
		case strings.HasPrefix(f.Func, "internal/poll.(*fdMutex)."):
			return play.OnSyscall // another writes or reads
		case f.Func == "sync.(*WaitGroup).Wait":
			return play.OnWaitGroup
		case strings.HasPrefix(f.Func, "net.") || strings.HasPrefix(f.Func, "net/"):
			return play.OnNetwork
		}
	}
	return on
}

// isReaders reports whether a function is in the reader's files: in package main
// or, where it is tested, in what that is called then.
func isReaders(function string) bool {
	return strings.HasPrefix(function, "main.") || strings.HasPrefix(function, "snippet.")
}

// isOurs reports whether a goroutine that begins with the function is the
// runtime's, or there for the sake of the trace.
func isOurs(function string) bool {
	return strings.HasPrefix(function, "runtime.") || strings.HasPrefix(function, "runtime/")
}

// fileOf returns the name of a reader's file.
func fileOf(f trace.StackFrame) string { return path.Base(f.File) }

// outermost returns the frame that a stack begins with.
func outermost(stack trace.Stack) (last trace.StackFrame) {
	for f := range stack.Frames() {
		last = f
	}
	return last
}
