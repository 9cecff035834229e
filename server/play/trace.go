package play

import (
	"bytes"
	"encoding/json"
	"math"
)

// A Write is something that a program has written to one of its streams.
type Write struct {
	Stream   string `json:"stream"` // Stdout or Stderr
	At       int64  `json:"at"`     // nanoseconds since the program started, on its clock
	Newlines int    `json:"newlines"`
}

// A TraceReader reads the execution trace of one program, piece by piece. It
// returns what it tells; after an error, which is a *Fault, nothing more.
type TraceReader interface {
	// Feed takes a piece, and what was written since the last one.
	Feed(piece []byte, writes []Write) ([]Moment, error)
	// Close ends the trace. whole says that the program has ended it itself.
	Close(whole bool) ([]Moment, error)
	// Facts returns, after Close, the facts of a run that ended so, as JSON: a
	// behave.Facts. deadlock: Go's runtime has reported one.
	Facts(end Event, deadlock bool) json.RawMessage
}

// A tracing tells of a program's trace while it runs. A nil one tells nothing.
type tracing struct {
	reader TraceReader
	lang   string
	emit   func(Event)
	writes []Write // since the last piece
	raw    []byte  // what is not yet told of
	whole  bool
	over   bool // the reader has failed: it tells nothing more
}

func (r *Runner) newTracing(p Program, lang string, emit func(Event)) *tracing {
	if !p.Trace {
		return nil
	}
	return &tracing{reader: r.Reader(p.Native), lang: lang, emit: emit}
}

// hear takes what the program writes.
func (t *tracing) hear(c Chunk) {
	switch {
	case t == nil || t.over:
	case c.Stream != Trace && len(t.writes) == MaxMoments:
		// More than can be told of.
	case c.Stream != Trace:
		t.writes = append(t.writes, Write{c.Stream, int64(math.Round(c.At * 1e6)), bytes.Count(c.Data, []byte{'\n'})})
	case len(c.Data) == 0:
		t.whole = true
	default:
		t.raw = append(t.raw, c.Data...)
		moments, err := t.reader.Feed(c.Data, t.writes)
		t.writes = nil
		t.tell(moments, err)
	}
}

// close tells the rest.
func (t *tracing) close() {
	if t != nil && !t.over {
		moments, err := t.reader.Close(t.whole)
		t.tell(moments, err)
	}
}

// conclude emits the facts of a run that ended so.
func (t *tracing) conclude(end Event, deadlock bool) {
	if t != nil {
		t.emit(Event{Kind: Trace, Facts: t.reader.Facts(end, deadlock)})
	}
}

// What one event tells of a trace at the most: much at once would pass for a reader
// who is slow.
const (
	maxMomentsAtOnce = 2000
	maxRawAtOnce     = 256 << 10 // bytes
)

func (t *tracing) tell(moments []Moment, err error) {
	if len(moments) == 0 && err == nil {
		return
	}
	raw := t.raw
	t.raw, t.over = nil, err != nil
	for first := true; first || len(moments) > 0 || len(raw) > 0; first = false {
		m, n := min(len(moments), maxMomentsAtOnce), min(len(raw), maxRawAtOnce)
		e := Event{Kind: Trace, Moments: moments[:m], Raw: raw[:n]}
		moments, raw = moments[m:], raw[n:]
		if err != nil && len(moments) == 0 && len(raw) == 0 {
			e.Message = AsFault(err).Message(t.lang)
		}
		t.emit(e)
	}
}
