package engine

import (
	"bytes"
	"regexp"
)

// A said is what Go's runtime says of a program's end.
type said string

const (
	saidNothing  said = ""
	saidDeadlock said = "deadlock"
	saidMemory   said = "memory"
	saidStack    said = "stack"
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
	head  bool   // the last line was the first of a goroutine's trace
	top   string // the function that the first such goroutine was in
}

// lineLooked is how many bytes of a line are looked at: the runtime's are shorter.
const lineLooked = 256

// A state is how much of the runtime's last words has been read.
type state int

const (
	nothing state = iota
	headed        // the line
	blank         // the empty line too
	traced        // and the beginning of the traces
)

// How the runtime says that there is a deadlock, no memory, or no room for another call;
// and how the lines of traces look.
var (
	deadlocked = regexp.MustCompile(`^fatal error: all goroutines are asleep - deadlock!$`)
	exited     = regexp.MustCompile(`^fatal error: no goroutines \(main called runtime\.Goexit\) - deadlock!$`)
	starved    = regexp.MustCompile(`^fatal error: .*(?:out of memory|cannot allocate|failed to reserve|too many address space collisions)`)
	overflowed = regexp.MustCompile(`^fatal error: stack overflow$`)
	traces     = regexp.MustCompile(`^(?:goroutine \d|runtime stack:$)`)
	frames     = regexp.MustCompile(`^(?:$|\t|\.\.\.|created by |goroutine \d|runtime stack:$|.*\)$)`)
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
		w.said, w.state = saidDeadlock, headed
	case fatal && exited.Match(line): // there need be no goroutine to be traced
		w.said, w.state = saidDeadlock, traced
	case fatal && starved.Match(line):
		w.said, w.state = saidMemory, headed
	case fatal && overflowed.Match(line):
		w.said, w.state, w.top = saidStack, headed, ""
	case bytes.Contains(line, []byte("ThreadSanitizer failed to allocate")): // the race detector
		w.said, w.state = saidMemory, traced
	case w.state == headed && len(line) == 0:
		w.state = blank
	case w.state == blank && traces.Match(line):
		w.state = traced
	case w.state == traced && frames.Match(line):
		if w.head && w.top == "" {
			w.top = string(line[:max(bytes.LastIndexByte(line, '('), 0)])
		}
	default:
		w.said, w.state = saidNothing, nothing
	}
	w.head = w.state == traced && bytes.HasPrefix(line, []byte("goroutine "))
}

// last returns what the runtime has said, now that the program has ended.
func (w *words) last() said {
	if w.state != traced {
		return saidNothing
	}
	return w.said
}
