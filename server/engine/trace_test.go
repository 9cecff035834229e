package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"asynctour/server/fair"
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

func (r *fakeReader) Facts(end play.Event, deadlock bool) json.RawMessage {
	return json.RawMessage(fmt.Sprintf("[%g,%q,%d,%t]", end.At, end.Reason, end.Code, deadlock))
}

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

// TestFacts has it that the last event before the End has the facts, and that they
// are made of how the run ended, also where the trace has failed.
func TestFacts(t *testing.T) {
	const deadlock = "fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [select (no cases)]:\nmain.main()\n"
	for _, test := range []struct {
		name   string
		stderr string
		facts  sandbox.Facts
		err    error
		fails  bool
		want   string
	}{
		{"all is well", "", sandbox.Facts{At: 5}, nil, false, `[5,"exit",0,false]`},
		{"its reader has failed", "", sandbox.Facts{At: 5}, nil, true, `[5,"exit",0,false]`},
		{"a deadlock", deadlock, sandbox.Facts{Code: 2, At: 5}, nil, false, `[5,"exit",2,true]`},
		{"over a limit", "", sandbox.Facts{Code: 2, Memory: true, At: 5}, nil, false, `[5,"memory",0,false]`},
		{"our fault", "", sandbox.Facts{At: 5}, errors.New("broken"), false, `[5,"internal",0,false]`},
	} {
		e := testEngine(t, func(_ context.Context, _ fair.Job, _ sandbox.Program, _ *play.Input, out func(sandbox.Chunk)) (sandbox.Facts, error) {
			out(sandbox.Chunk{Kind: play.KindStderr, Data: []byte(test.stderr)})
			out(sandbox.Chunk{Kind: play.KindTrace, Data: []byte("a")})
			return test.facts, test.err
		})
		e.Traced = func(files map[string]string) map[string]string { return files }
		e.Module.Reader = func() TraceReader { return &fakeReader{fails: test.fails} }
		var last, end play.Event
		req := play.Request{Run: "r", Files: map[string]string{"main.go": "package main"}, Trace: true}
		e.Run(t.Context(), fair.Owner{}, req, play.NewInput(0), func(e play.Event) { last, end = end, e })
		if end.Kind != play.KindEnd || last.Kind != play.KindTrace || string(last.Facts) != test.want {
			t.Errorf("%s: before the %s comes a %s with facts %s, want %s", test.name, end.Kind, last.Kind, last.Facts, test.want)
		}
	}
}
