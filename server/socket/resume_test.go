package socket

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"asynctour/server/fair"
	"asynctour/server/feed"
	"asynctour/server/play"
)

// A stage is where the runs of a test happen: each emits what it is told to.
type stage struct {
	lines chan string // emitted as stdout; closed: the run ends
	done  chan error  // why a run was cancelled
	said  chan struct{}
}

func newStage() *stage {
	return &stage{make(chan string), make(chan error, 1), make(chan struct{})}
}

// run is a Config.Run.
func (s *stage) run(ctx context.Context, _ fair.Owner, req play.Request, in *play.Input, emit func(play.Event)) {
	seq := 0
	say := func(e play.Event) {
		seq++
		e.Run, e.Seq = req.Run, seq
		emit(e)
	}
	for {
		select {
		case text, more := <-s.lines:
			if !more {
				say(play.Event{Kind: play.KindEnd, Reason: play.ReasonExit})
				return
			}
			say(play.Event{Kind: play.KindStdout, Text: text})
			s.said <- struct{}{}
		case <-ctx.Done():
			s.done <- context.Cause(ctx)
			say(play.Event{Kind: play.KindEnd, Reason: play.ReasonStopped})
			return
		}
	}
}

// say has the run emit texts, and waits until it has.
func (s *stage) say(texts ...string) {
	for _, text := range texts {
		s.lines <- text
		<-s.said
	}
}

// expect reads as many events as want has words: "3 text", "gap 1-2" or "end 4 reason".
func expect(t *testing.T, ws *websocket.Conn, want ...string) {
	t.Helper()
	for _, w := range want {
		e := read(t, ws)
		got := fmt.Sprintf("%d %s", e.Seq, e.Text)
		switch e.Kind {
		case play.KindGap:
			got = fmt.Sprintf("gap %d-%d", e.From, e.Seq)
		case play.KindEnd:
			got = fmt.Sprintf("end %d %s", e.Seq, e.Reason)
		}
		if got != w {
			t.Fatalf("got %q, want %q", got, w)
		}
	}
}

func TestResume(t *testing.T) {
	s := newStage()
	at := newStation(t, newHandler(t, Config{}, feed.Config{Run: s.run}))
	first := at.connect()
	send(t, first, play.Request{Run: secret(1), Kind: play.KindStart})
	s.say("a", "b")
	expect(t, first, "1 a", "2 b")
	first.Close()
	s.say("c", "d")
	second := at.connect()
	send(t, second, play.Request{Run: secret(1), Kind: play.KindResume, After: 1})
	expect(t, second, "2 b", "3 c", "4 d")
	s.say("e")
	expect(t, second, "5 e")

	third := at.connect() // while the second does not know yet that it is broken
	send(t, third, play.Request{Run: secret(1), Kind: play.KindResume, After: 5})
	send(t, third, play.Request{Run: secret(1), Kind: play.KindStop})
	expect(t, third, "end 6 stopped")
	if err := <-s.done; err != play.ErrStopped {
		t.Errorf("the run was ended by %v, want %v", err, play.ErrStopped)
	}
	fourth := at.connect() // the end may not have arrived
	send(t, fourth, play.Request{Run: secret(1), Kind: play.KindResume, After: 5})
	expect(t, fourth, "end 6 stopped")
	send(t, second, play.Request{Run: secret(2), Kind: play.KindResume})
	expect(t, second, "end 1 refused") // and nothing of the run before it
	if got := at.Stats().Feeds; got.Resumed != 3 || got.Runs != 0 || got.Detached != 0 || got.Gaps != 0 {
		t.Errorf("got %+v", got)
	}
}

// TestStartAgain has a client send its start a second time, since the connection
// broke before it heard of the run.
func TestStartAgain(t *testing.T) {
	s := newStage()
	at := newStation(t, newHandler(t, Config{}, feed.Config{Run: s.run}))
	first := at.connect()
	send(t, first, play.Request{Run: secret(1), Kind: play.KindStart})
	s.say("a")
	first.Close()
	second := at.connect()
	send(t, second, play.Request{Run: secret(1), Kind: play.KindStart})
	expect(t, second, "1 a")
	send(t, second, play.Request{Run: secret(1), Kind: play.KindStart})
	if e := read(t, second); e.Run != "" || !strings.Contains(e.Message, "needs a name") {
		t.Errorf("a second start on one connection got %+v", e)
	}
	close(s.lines)
	expect(t, second, "end 2 exit")
}

func TestResumeGap(t *testing.T) {
	s := newStage()
	h := newHandler(t, Config{}, feed.Config{Run: s.run})
	h.feeds.Bounds.Kept = 2*len(fmt.Sprintf(`{"run":%q,"seq":1,"kind":"stdout","at":0,"text":"a"}`, secret(1))) + 1
	at := newStation(t, h)
	first := at.connect()
	send(t, first, play.Request{Run: secret(1), Kind: play.KindStart})
	s.say("a", "b")
	expect(t, first, "1 a", "2 b")
	first.Close()
	for at.Stats().Feeds.Detached == 0 { // what is said before may be told as a gap there
		runtime.Gosched()
	}
	s.say("c", "d", "e")
	for _, test := range []struct {
		after int
		want  []string
	}{
		{1, []string{"gap 2-3", "4 d", "5 e"}},
		{2, []string{"gap 3-3", "4 d", "5 e"}},
		{3, []string{"4 d", "5 e"}},
		{4, []string{"5 e"}},
		{-7, []string{"gap 1-3", "4 d", "5 e"}},
	} {
		ws := at.connect()
		send(t, ws, play.Request{Run: secret(1), Kind: play.KindResume, After: test.after})
		expect(t, ws, test.want...)
	}
	last := at.connect()
	send(t, last, play.Request{Run: secret(1), Kind: play.KindResume, After: 99}) // as if it had all
	send(t, last, play.Request{Run: "no", Kind: play.KindResume})
	expect(t, last, "end 1 refused")
	s.say("f")
	expect(t, last, "6 f")
	if got := at.Stats().Feeds.Gaps; got != 3 {
		t.Errorf("%d gaps were counted, want 3", got)
	}
}

func TestResumeUnknown(t *testing.T) {
	ws := newStation(t, newHandler(t, Config{}, feed.Config{})).connect()
	send(t, ws, play.Request{Run: secret(1), Kind: play.KindResume, After: 41, Lang: "zh"})
	if e := read(t, ws); e.Run != secret(1) || e.Seq != 42 || e.Reason != play.ReasonRefused ||
		!strings.Contains(e.Message, "已经没有这次运行") {
		t.Errorf("got %+v", e)
	}
}

// TestGuessable ends a run whose name others might guess with its connection.
func TestGuessable(t *testing.T) {
	s := newStage()
	at := newStation(t, newHandler(t, Config{}, feed.Config{Run: s.run}))
	first, name := at.connect(), secret(1)[1:]
	send(t, first, play.Request{Run: name, Kind: play.KindStart})
	s.say("a")
	second := at.connect()
	send(t, second, play.Request{Run: name, Kind: play.KindResume})
	expect(t, second, "end 1 refused")
	first.Close()
	if err := <-s.done; err != play.ErrStopped {
		t.Errorf("the run was ended by %v, want %v", err, play.ErrStopped)
	}
}

// TestNotResumed stops a run whose reader does not come back in time.
func TestNotResumed(t *testing.T) {
	s := newStage()
	h := newHandler(t, Config{}, feed.Config{Run: s.run})
	h.feeds.Bounds.Lease = 1
	at := newStation(t, h)
	first := at.connect()
	send(t, first, play.Request{Run: secret(1), Kind: play.KindStart})
	s.say("a")
	first.Close()
	if err := <-s.done; err != play.ErrStopped {
		t.Errorf("the run was ended by %v, want %v", err, play.ErrStopped)
	}
	second := at.connect()
	send(t, second, play.Request{Run: secret(1), Kind: play.KindResume, After: 1})
	expect(t, second, "end 2 refused")
}

// TestSlowReader cuts a connection whose reader does not read, and has it resume
// without a loss.
func TestSlowReader(t *testing.T) {
	const count, size = 300, 64 << 10 // more than any network buffers
	over := make(chan struct{})
	h := newHandler(t, Config{}, feed.Config{Run: func(_ context.Context, _ fair.Owner, req play.Request,
		_ *play.Input, emit func(play.Event)) {
		defer close(over)
		text := strings.Repeat("x", size)
		for seq := range count {
			emit(play.Event{Run: req.Run, Seq: seq + 1, Kind: play.KindStdout, Text: text})
		}
		emit(play.Event{Run: req.Run, Seq: count + 1, Kind: play.KindEnd, Reason: play.ReasonExit})
	}})
	h.feeds.Bounds.Unsent, h.feeds.Bounds.Kept = 1<<20, 2*count*size
	at := newStation(t, h)
	slow := at.connect()
	send(t, slow, play.Request{Run: secret(1), Kind: play.KindStart})
	<-over
	if got := at.Stats().Feeds; got.Cut != 1 {
		t.Fatalf("got %+v, want one reader cut", got)
	}
	have := 0
	for {
		_, _, err := slow.ReadMessage()
		if err != nil {
			break
		}
		have++
	}
	again := at.connect()
	send(t, again, play.Request{Run: secret(1), Kind: play.KindResume, After: have})
	for seq := have + 1; seq <= count+1; seq++ {
		if e := read(t, again); e.Seq != seq || (e.Kind == play.KindEnd) != (seq == count+1) {
			t.Fatalf("event %d is %s %d", seq, e.Kind, e.Seq)
		}
	}
}

// TestKeptAll drops what is kept of runs that have ended, the oldest first, when
// all runs together keep too much.
func TestKeptAll(t *testing.T) {
	h := newHandler(t, Config{}, feed.Config{})
	h.feeds.Bounds.All = 600 // three runs of two events of some 90 bytes each
	at := newStation(t, h)
	ws := at.connect()
	for n := range 4 {
		send(t, ws, play.Request{Run: secret(n), Kind: play.KindStart})
		read(t, ws)
		expect(t, ws, "end 2 exit")
	}
	for n, want := range []string{"refused", "exit", "exit", "exit"} {
		send(t, ws, play.Request{Run: secret(n), Kind: play.KindResume, After: 1})
		expect(t, ws, "end 2 "+want)
	}
}
