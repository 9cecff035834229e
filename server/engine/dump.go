package engine

import (
	"bytes"
	"fmt"
	"regexp"
)

// A dump reads standard error along with words, and holds back the traces in the last
// words of Go's runtime until the program has ended: of goroutines that wait at the same
// place the first is shown, with their number. All else passes at once.
//
//	goroutine 7 [chan send]: (and 249 more at the same place)
type dump struct {
	words
	line   []byte   // of the traces, as far as it has come
	block  []byte   // the lines of one goroutine, as far as they have come
	order  []*place // of the traces that are held back
	places map[string]*place
	size   int // bytes that have been held back
}

// A place is where goroutines wait.
type place struct {
	text []byte // the trace of the first
	more int    // how many others there are
}

// maxDump is how much of one is shown, in bytes: as much as anybody reads.
const maxDump = 64 << 10

// read takes what is written, and returns what passes of it.
func (r *dump) read(p []byte) (passes []byte) {
	for len(p) > 0 {
		n := bytes.IndexByte(p, '\n') + 1
		if n == 0 {
			n = len(p)
		}
		held := r.state == blank || r.state == traced
		r.words.read(p[:n])
		if held {
			r.size += n
			r.line = append(r.line, p[:n]...)
		} else {
			passes = append(passes, p[:n]...)
		}
		switch {
		case !held || p[n-1] != '\n':
		case r.state == traced:
			r.add()
		default: // the program itself has printed all this, and goes on
			passes = append(append(passes, r.text(false)...), r.line...)
			*r = dump{words: r.words}
		}
		p = p[n:]
	}
	return passes
}

// add adds a whole line to the traces. An empty one ends that of a goroutine.
func (r *dump) add() {
	r.block = append(r.block, r.line...)
	if len(r.line) == 1 {
		r.fold()
	}
	r.line = r.line[:0]
}

// What the traces of goroutines differ in that are at the same place: the number and
// what is known of the goroutine, how long it has waited, arguments and addresses.
var differs = regexp.MustCompile(
	`(?m)^goroutine \d+ [^\[\n]*|, \d+ minutes| in goroutine \d+$|\([^()\n]*\)$| \+0x[0-9a-f]+.*$`)

// fold adds a goroutine's trace to its place.
func (r *dump) fold() {
	if len(r.block) == 0 {
		return
	}
	key := string(differs.ReplaceAll(bytes.TrimSpace(r.block), nil))
	if at, ok := r.places[key]; ok {
		at.more++
		r.block = r.block[:0]
		return
	}
	if r.places == nil {
		r.places = map[string]*place{}
	}
	at := &place{text: r.block}
	r.places[key], r.order, r.block = at, append(r.order, at), nil
}

// close returns the traces that are held back, now that the program has ended. Those of a
// program that has been ended meanwhile may lack some.
func (r *dump) close(cut bool) []byte {
	if !cut {
		r.block = append(r.block, r.line...)
	}
	return r.text(cut)
}

// text returns the traces as they are shown.
func (r *dump) text(cut bool) []byte {
	last := len(r.block) > 0 // has no empty line after it
	r.fold()
	var text []byte
	for i, at := range r.order {
		if len(text)+len(at.text) > maxDump {
			return fmt.Appendf(text, "...at %d other places\n", len(r.order)-i)
		}
		head, frames, ended := bytes.Cut(at.text, []byte("\n"))
		text = append(text, head...)
		switch {
		case at.more > 0 && cut:
			text = fmt.Appendf(text, " (and at least %d more at the same place)", at.more)
		case at.more > 0:
			text = fmt.Appendf(text, " (and %d more at the same place)", at.more)
		}
		if ended {
			text = append(text, '\n')
		}
		text = append(text, frames...)
	}
	if last && bytes.HasSuffix(text, []byte("\n\n")) {
		text = text[:len(text)-1]
	}
	return text
}
