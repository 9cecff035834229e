package engine

import (
	"bytes"
	"regexp"
	"strings"
)

// A said is what Go's runtime says of a program's end.
type said string

const (
	saidNothing  said = ""
	saidDeadlock said = "deadlock"
	saidWaits    said = "waits" // a deadlock, but for a signal or a connection from elsewhere
	saidMemory   said = "memory"
	saidStack    said = "stack"
	saidThreads  said = "threads"
	saidSignal   said = "signal"
)

// Words read what a program writes to standard error, in any pieces, for what Go's
// runtime says of its end. The runtime's own words come last: a line that begins with
// "fatal error: ", an empty one, and the traces of goroutines. A program can print the
// line too, and anything after it shows that it has. site/ts/worker/go/verdict.ts does the
// same, and testdata/ends.json holds both to it.
type words struct {
	said  said   // by the last such line
	state state  // of what follows it
	line  []byte // as far as it has come, and no further than lineLooked
	heads int    // how many goroutines' traces have begun
	top   string // the function of package main that the first of them was in, or another if it was in none
	// the name of the signal, with saidSignal
	signal string
}

// lineLooked is how many bytes of a line are looked at: the runtime's are shorter.
const lineLooked = 256

// A state is how much of the runtime's last words has been read.
type state int

const (
	nothing state = iota
	raised        // the name of a signal, which a line with "PC=" follows
	headed        // the line
	blank         // the empty line too
	traced        // and the beginning of the traces
)

// How the runtime says that there is a deadlock, no memory, or no room for another call;
// how it names a signal; and how the lines of traces look, and those of registers.
var (
	deadlocked = regexp.MustCompile(`^fatal error: all goroutines are asleep - deadlock!$`)
	exited     = regexp.MustCompile(`^fatal error: no goroutines \(main called runtime\.Goexit\) - deadlock!$`)
	starved    = regexp.MustCompile(`^fatal error: .*(?:out of memory|cannot allocate|failed to reserve|too many address space collisions)`)
	overflowed = regexp.MustCompile(`^fatal error: stack overflow$`)
	// a stack of 32 MiB or more is to be had: many small ones are memory like other
	largeStack = regexp.MustCompile(`^runtime\.stackalloc\(0x(?:[2-9a-f][0-9a-f]{6}|[0-9a-f]{8,})\??\)$`)
	signalled  = regexp.MustCompile(`^(SIG[A-Z0-9]+): `)
	// what only the system could wake
	outside   = regexp.MustCompile(`^(?:os/signal\.loop\(\)|net\.\(\*netFD\)\.accept\()`)
	registers = regexp.MustCompile(`^[a-z][a-z0-9]* +0x[0-9a-f]+$`)
	traces    = regexp.MustCompile(`^(?:goroutine \d|runtime stack:$)`)
	frames    = regexp.MustCompile(`^(?:$|\t|\.\.\.|created by |goroutine \d|runtime stack:$|.*\)$)`)
)

// read takes a piece.
func (w *words) read(p []byte) {
	for len(p) > 0 {
		part, rest, ended := bytes.Cut(p, []byte("\n"))
		w.line = append(w.line, part[:min(len(part), lineLooked-len(w.line))]...)
		if !ended {
			return
		}
		w.next(w.line)
		w.line, p = w.line[:0], rest
	}
}

// next takes a line. A program may write a million: most differ in their first bytes.
func (w *words) next(line []byte) {
	fatal := bytes.HasPrefix(line, []byte("fatal error: "))
	switch {
	case fatal && deadlocked.Match(line):
		w.set(saidDeadlock, headed)
	case fatal && exited.Match(line): // there need be no goroutine to be traced
		w.set(saidDeadlock, traced)
	case fatal && starved.Match(line):
		w.set(saidMemory, headed)
	case fatal && overflowed.Match(line):
		w.set(saidStack, headed)
	case fatal && string(line) == "fatal error: newosproc":
		w.set(saidThreads, headed)
	case bytes.HasPrefix(line, []byte("runtime/cgo: pthread_create failed")): // a signal follows
		w.set(saidThreads, raised)
	case bytes.HasPrefix(line, []byte("SIG")) && signalled.Match(line):
		if w.state != raised {
			w.set(saidSignal, raised)
			w.signal = string(signalled.FindSubmatch(line)[1])
		}
	case w.state == raised && bytes.HasPrefix(line, []byte("PC=0x")):
		w.state = headed
	case bytes.Contains(line, []byte("ThreadSanitizer failed to allocate")): // the race detector
		w.set(saidMemory, traced)
	case w.state == headed && len(line) == 0:
		w.state = blank
	case w.state == headed && string(line) == "signal arrived during cgo execution":
	case w.state == blank && traces.Match(line):
		w.state = traced
		w.frame(line)
	case w.state == traced && (frames.Match(line) || registers.Match(line)):
		w.frame(line)
	default:
		w.set(saidNothing, nothing)
	}
}

func (w *words) set(s said, to state) { w.said, w.state, w.heads, w.top, w.signal = s, to, 0, "", "" }

// frame takes a line of the traces. A program that waits for a signal or a connection too
// would go on elsewhere. A stack that grows may take all of the memory before
// it is as large as the runtime lets it be.
func (w *words) frame(line []byte) {
	function := line[:max(bytes.LastIndexByte(line, '('), 0)]
	switch {
	case bytes.HasPrefix(line, []byte("goroutine ")):
		w.heads++
	case w.said == saidDeadlock && outside.Match(line):
		w.said = saidWaits
	case w.heads == 0 && w.said == saidMemory && largeStack.Match(line):
		w.said = saidStack
	case w.heads == 1 && len(function) > 0 && line[0] != '\t':
		if w.top == "" || !isReaders(w.top) && isReaders(string(function)) {
			w.top = string(function)
		}
	}
}

// isReaders reports whether a function is of the reader's package: of a program, or of
// tests.
func isReaders(function string) bool {
	return strings.HasPrefix(function, "main.") || strings.HasPrefix(function, "snippet.")
}

// last returns what the runtime has said, now that the program has ended.
func (w *words) last() said {
	if w.state != traced {
		return saidNothing
	}
	return w.said
}
