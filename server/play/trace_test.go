package play

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
)

// fakeReader tells so many moments of each piece, and fails at one.
type fakeReader struct {
	moments int
	fails   bool
	fed     int
}

func (r *fakeReader) Feed(piece []byte, writes []Write) ([]Moment, error) {
	r.fed++
	if r.fails {
		return nil, &Fault{Key: "trace.long", Args: []any{"mib", 8}}
	}
	return make([]Moment, r.moments), nil
}

func (r *fakeReader) Close(bool) ([]Moment, error) { return nil, nil }

func (r *fakeReader) Facts(end Event, deadlock bool) json.RawMessage {
	return json.RawMessage(fmt.Sprintf("[%g,%q,%d,%t]", end.At, end.Reason, end.Code, deadlock))
}

// traceOf feeds a reader pieces, and returns the events that come of it.
func traceOf(r *fakeReader, pieces ...[]byte) (events []Event) {
	t := &tracing{reader: r, lang: "en", emit: func(e Event) { events = append(events, e) }}
	for _, piece := range pieces {
		t.hear(Chunk{Stream: Trace, Data: piece})
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

// TestFacts has it that the last event before the End has the facts, and that they
// are made of how the run ended, also where the trace has failed.
func TestFacts(t *testing.T) {
	for _, test := range []struct {
		name   string
		stderr string
		result Result
		err    error
		fails  bool
		want   string
	}{
		{"all is well", "", Result{Reason: Exit, At: 5}, nil, false, `[5,"exit",0,false]`},
		{"its reader has failed", "", Result{Reason: Exit, At: 5}, nil, true, `[5,"exit",0,false]`},
		{"a deadlock", "fatal error: all goroutines are asleep - deadlock!\n", Result{Reason: Exit, Code: 2, At: 5}, nil, false, `[5,"exit",2,true]`},
		{"over a limit", "", Result{Reason: Memory, At: 5}, nil, false, `[5,"memory",0,false]`},
		{"our fault", "", Result{At: 5}, errors.New("broken"), false, `[5,"internal",0,false]`},
	} {
		sandbox := func(_ context.Context, _ Program, _ *Input, out func(Chunk)) (Result, error) {
			out(Chunk{Stream: Stderr, Data: []byte(test.stderr)})
			out(Chunk{Stream: Trace, Data: []byte("a")})
			return test.result, test.err
		}
		r := testRunner(t, sandbox)
		r.Traced = func(files map[string]string) map[string]string { return files }
		r.Reader = func(bool) TraceReader { return &fakeReader{fails: test.fails} }
		var last, end Event
		r.Run(t.Context(), Request{Run: "r", Files: map[string]string{"main.go": "package main"}, Trace: true}, NewInput(0), func(e Event) {
			last, end = end, e
		})
		if end.Kind != End || last.Kind != Trace || string(last.Facts) != test.want {
			t.Errorf("%s: before the %s comes a %s with facts %s, want %s", test.name, end.Kind, last.Kind, last.Facts, test.want)
		}
	}
}
