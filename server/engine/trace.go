package engine

import (
	"bytes"
	"encoding/json"
	"math"

	"asynctour/server/play"
	"asynctour/server/play/moment"
	"asynctour/server/sandbox"
)

// A TraceReader reads the execution trace of one program, piece by piece. It
// returns the moments in it; after an error, which is a *play.Fault, none.
type TraceReader interface {
	// Feed takes a piece, and what was written since the last one.
	Feed(piece []byte, writes []moment.Write) ([]moment.Moment, error)
	// Close ends the trace. whole: the program has ended it itself.
	Close(whole bool) ([]moment.Moment, error)
	// Facts returns, after Close, the facts of a run that ended so, as JSON: a
	// behave.Facts. deadlock: Go's runtime has reported one.
	Facts(end play.Event, deadlock bool) json.RawMessage
}

// A tracing emits the moments of a program's trace while it runs. A nil one does
// nothing.
type tracing struct {
	reader TraceReader
	lang   string
	emit   func(play.Event)
	writes []moment.Write // since the last piece
	raw    []byte         // of the trace, not emitted yet
	whole  bool
	over   bool // the reader has failed: nothing more is emitted
}

// newTracing returns the tracing of a program whose trace reader reads, nil where
// reader is.
func newTracing(reader func() TraceReader, lang string, emit func(play.Event)) *tracing {
	if reader == nil {
		return nil
	}
	return &tracing{reader: reader(), lang: lang, emit: emit}
}

// take takes what the program writes.
func (t *tracing) take(c sandbox.Chunk) {
	switch {
	case t == nil || t.over:
	case c.Kind != play.KindTrace && len(t.writes) == play.MaxMoments:
		// More than can be reported.
	case c.Kind != play.KindTrace:
		at := int64(math.Round(c.At * 1e6))
		t.writes = append(t.writes, moment.Write{Stream: moment.Stream(c.Kind), At: at,
			Newlines: bytes.Count(c.Data, []byte{'\n'})})
	case len(c.Data) == 0:
		t.whole = true
	default:
		t.raw = append(t.raw, c.Data...)
		moments, err := t.reader.Feed(c.Data, t.writes)
		t.writes = nil
		t.report(moments, err)
	}
}

// close emits the rest.
func (t *tracing) close() {
	if t != nil && !t.over {
		moments, err := t.reader.Close(t.whole)
		t.report(moments, err)
	}
}

// conclude emits the facts of a run that ended so.
func (t *tracing) conclude(end play.Event, deadlock bool) {
	if t != nil {
		t.emit(play.Event{Kind: play.KindTrace, Facts: t.reader.Facts(end, deadlock)})
	}
}

// The most of a trace in one event: with much at once a reader would be taken for
// slow.
const (
	maxMomentsAtOnce = 2000
	maxRawAtOnce     = 256 << 10 // bytes
)

// report emits moments, in events of bounded size, and the fault that ended the trace.
func (t *tracing) report(moments []moment.Moment, err error) {
	if len(moments) == 0 && err == nil {
		return
	}
	raw := t.raw
	t.raw, t.over = nil, err != nil
	for first := true; first || len(moments) > 0 || len(raw) > 0; first = false {
		m, n := min(len(moments), maxMomentsAtOnce), min(len(raw), maxRawAtOnce)
		e := play.Event{Kind: play.KindTrace, Moments: moments[:m], Raw: raw[:n]}
		moments, raw = moments[m:], raw[n:]
		if err != nil && len(moments) == 0 && len(raw) == 0 {
			e.Message = play.AsFault(err).Message(t.lang)
		}
		t.emit(e)
	}
}
