package engine

import (
	"testing"

	"asynctour/server/play"
	"asynctour/server/play/moment"
	"asynctour/server/sandbox"
)

// fakeReader tells so many moments of each piece, and fails at one.
type fakeReader struct {
	moments int
	fails   bool
	fed     int
}

func (r *fakeReader) Feed(piece []byte, writes []moment.Write) ([]moment.Moment, error) {
	r.fed++
	if r.fails {
		return nil, &play.Fault{Key: "trace.long", Args: []any{"mib", 8}}
	}
	return make([]moment.Moment, r.moments), nil
}

func (r *fakeReader) Close(bool) ([]moment.Moment, error) { return nil, nil }

// traceOf feeds a reader pieces, and returns the events that come of it.
func traceOf(r *fakeReader, pieces ...[]byte) (events []play.Event) {
	t := &tracing{reader: r, lang: "en", emit: func(e play.Event) { events = append(events, e) }}
	for _, piece := range pieces {
		t.take(sandbox.Chunk{Kind: play.KindTrace, Data: piece})
	}
	t.close()
	return events
}

// TestTracingInPieces tells much at once, in events of which none is large.
func TestTracingInPieces(t *testing.T) {
	moments, raw := 0, 0
	for _, e := range traceOf(&fakeReader{moments: 5 * maxMomentsAtOnce / 2}, make([]byte, 5*maxRawAtOnce)) {
		if len(e.Moments) > maxMomentsAtOnce || len(e.Raw) > maxRawAtOnce || e.Message != "" {
			t.Errorf("an event has %d moments, %d bytes, and says %q", len(e.Moments), len(e.Raw), e.Message)
		}
		moments, raw = moments+len(e.Moments), raw+len(e.Raw)
	}
	if moments != 5*maxMomentsAtOnce/2 || raw != 5*maxRawAtOnce {
		t.Errorf("%d moments and %d bytes were told", moments, raw)
	}
}

// TestTracingOver keeps nothing of what a program writes after its trace has failed.
func TestTracingOver(t *testing.T) {
	r := &fakeReader{fails: true}
	events := traceOf(r, []byte("a"), []byte("b"), []byte("c"))
	if r.fed != 1 || len(events) != 1 || events[0].Message == "" || string(events[0].Raw) != "a" {
		t.Errorf("after %d pieces there are %+v", r.fed, events)
	}
}
