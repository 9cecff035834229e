package engine

import "bytes"

// A verdict reads what a program writes to standard error, in any pieces, for
// what Go's runtime says of its end.
type verdict struct {
	deadlock bool
	line     []byte // as far as it has come, and no further than lineLooked
}

// lineLooked is how many bytes of a line are looked at: the runtime says it in
// fewer.
const lineLooked = 128

// read takes a piece.
func (v *verdict) read(p []byte) {
	for len(p) > 0 && !v.deadlock {
		part, rest, ended := bytes.Cut(p, []byte("\n"))
		v.line = append(v.line, part[:min(len(part), lineLooked-len(v.line))]...)
		if !ended {
			return
		}
		v.deadlock = bytes.HasPrefix(v.line, []byte("fatal error: ")) && bytes.HasSuffix(v.line, []byte(" - deadlock!"))
		v.line, p = v.line[:0], rest
	}
}
