package feed

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"asynctour/server/fair"
	"asynctour/server/play"
)

// A stage is where the runs of a test happen: each emits what it is told to.
type stage struct {
	lines chan string // emitted as stdout; closed: the run ends
	said  chan struct{}
	done  chan error // why the run was cancelled
}

func newStage() *stage { return &stage{make(chan string), make(chan struct{}), make(chan error, 1)} }

// run is a Config.Run.
func (s *stage) run(ctx context.Context, _ fair.Owner, req play.Request, _ *play.Input, emit func(play.Event)) {
	for seq := 1; ; seq++ {
		e := play.Event{Run: req.Run, Seq: seq, Kind: play.KindEnd}
		select {
		case text, more := <-s.lines:
			if !more {
				e.Reason = play.ReasonExit
				emit(e)
				return
			}
			e.Kind, e.Text = play.KindStdout, text
			emit(e)
			s.said <- struct{}{}
		case <-ctx.Done():
			e.Reason = play.ReasonStopped
			emit(e)
			s.done <- context.Cause(ctx)
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

// newFeeds returns feeds whose runs are those of a stage.
func newFeeds(t *testing.T, s *stage, c Config) *Feeds {
	c.Run, c.Limits, c.Log = s.run, play.DefaultLimits(), slog.New(slog.NewTextHandler(t.Output(), nil))
	fs := New(c)
	t.Cleanup(func() {
		fs.Drain()
		fs.Stop(play.ErrShutdown)
		fs.Close()
	})
	return fs
}

// follower returns a follower that must not be cut.
func follower(t *testing.T, fs *Feeds, connection uint64) *Follower {
	return fs.Follower(fair.Owner{Address: "a", Connection: connection}, func() { t.Error("a follower was cut") })
}

// taken takes all that there is, in short.
func taken(t *testing.T, f *Follower) (all []string) {
	t.Helper()
	for frame := f.Next(); frame != nil; frame = f.Next() {
		var e struct {
			Kind      play.Kind
			Seq, From int
			Text      string
			Reason    play.Reason
		}
		if err := json.Unmarshal(frame, &e); err != nil {
			t.Fatal(err)
		}
		switch e.Kind {
		case play.KindGap:
			all = append(all, fmt.Sprintf("gap %d-%d", e.From, e.Seq))
		case play.KindEnd:
			all = append(all, fmt.Sprintf("%d end %s", e.Seq, e.Reason))
		default:
			all = append(all, fmt.Sprintf("%d %s", e.Seq, e.Text))
		}
	}
	return all
}

// expect fails unless f takes exactly want.
func expect(t *testing.T, who string, f *Follower, want ...string) {
	t.Helper()
	if got := taken(t, f); !slices.Equal(got, want) {
		t.Errorf("%s took %q, want %q", who, got, want)
	}
}

var secret = strings.Repeat("s", play.SecretName)

// ended waits for the end of a run.
func ended(t *testing.T, fs *Feeds, end <-chan struct{}) {
	t.Helper()
	for fs.Stats().Runs > 0 {
		<-end
	}
}

// TestTwoFollowers has a teacher watch a run: from any number on, at another pace,
// and without a say in how long it goes on.
func TestTwoFollowers(t *testing.T) {
	s := newStage()
	fs := newFeeds(t, s, Config{})
	reader, teacher := follower(t, fs, 1), follower(t, fs, 2)
	if teacher.Watch(secret, 0) {
		t.Error("a run is watched that is not there")
	}
	if err := reader.Start(play.Request{Run: secret}); err != nil {
		t.Fatal(err)
	}
	s.say("a", "b")
	if !teacher.Watch(secret, 1) {
		t.Fatal("there is no run to watch")
	}
	s.say("c")
	expect(t, "the reader", reader, "1 a", "2 b", "3 c")
	expect(t, "the teacher", teacher, "2 b", "3 c")
	if teacher.Stop(secret); !reader.UnderWay(secret) || teacher.UnderWay(secret) {
		t.Error("the teacher has stopped a run that is not his")
	}
	s.say("d")
	expect(t, "the reader", reader, "4 d")
	reader.Leave()
	if got := fs.Stats(); got.Detached != 1 {
		t.Errorf("with a teacher alone there is %+v, want a run that nobody holds", got)
	}
	again := follower(t, fs, 3)
	if err := again.Resume(secret, 3); err != nil {
		t.Fatal(err)
	}
	expect(t, "the reader, once more", again, "4 d")
	end := fs.Drain()
	close(s.lines)
	ended(t, fs, end)
	expect(t, "the reader, once more", again, "5 end exit")
	expect(t, "the teacher", teacher, "4 d", "5 end exit")
	late := follower(t, fs, 4)
	if !late.Watch(secret, 0) {
		t.Fatal("a run that has ended cannot be watched")
	}
	expect(t, "somebody late", late, "1 a", "2 b", "3 c", "4 d", "5 end exit")
}

// TestWatcherGetsTheEnd ends a run with its reader, and not before who watches it
// has its end.
func TestWatcherGetsTheEnd(t *testing.T) {
	s := newStage()
	fs := newFeeds(t, s, Config{})
	fs.Bounds.Lease = 1
	reader, teacher := follower(t, fs, 1), follower(t, fs, 2)
	if err := reader.Start(play.Request{Run: secret}); err != nil {
		t.Fatal(err)
	}
	s.say("a")
	if !teacher.Watch(secret, 0) {
		t.Fatal("there is no run to watch")
	}
	reader.Leave()
	if err := <-s.done; err != play.ErrStopped {
		t.Errorf("the run was ended by %v, want %v", err, play.ErrStopped)
	}
	expect(t, "the teacher", teacher, "1 a", "2 end stopped")
	fs.mu.Lock()
	defer fs.mu.Unlock()
	if fs.kept != 0 || len(fs.held) != 0 || len(fs.ended) != 0 {
		t.Errorf("%d bytes of %d runs are kept", fs.kept, len(fs.held))
	}
}

// TestSlowFollower cuts one follower, and not the other, of a run that goes on.
func TestSlowFollower(t *testing.T) {
	s := newStage()
	fs := newFeeds(t, s, Config{})
	fs.Bounds.Unsent = 300
	cut := make(chan struct{})
	reader, slow := follower(t, fs, 1), fs.Follower(fair.Owner{Address: "b"}, func() { close(cut) })
	if err := reader.Start(play.Request{Run: secret}); err != nil {
		t.Fatal(err)
	}
	s.say("a")
	slow.Watch(secret, 0)
	for _, text := range []string{"b", "c", "d", "e", "f"} {
		s.say(text)
		taken(t, reader)
	}
	<-cut
	if got := fs.Stats(); got.Cut != 1 || got.Runs != 1 || got.Detached != 0 {
		t.Errorf("got %+v, want one follower cut, and the run to go on", got)
	}
	expect(t, "the one that was cut", slow)
}

// TestAdmitUnlocked has what admits a start ask the feeds something.
func TestAdmitUnlocked(t *testing.T) {
	s := newStage()
	var fs *Feeds
	fs = newFeeds(t, s, Config{Runs: 1, Admit: func(address string) error {
		if n := fs.Stats().Runs; address != "a" || n != 0 {
			t.Errorf("%s has %d runs", address, n)
		}
		return nil
	}})
	f := follower(t, fs, 1)
	if err := f.Start(play.Request{Run: "1"}); err != nil {
		t.Fatal(err)
	}
	if err := f.Start(play.Request{Run: "2"}); err == nil || play.AsFault(err).Key != "busy.runs" {
		t.Errorf("a second run of the address got %v", err)
	}
	f.Leave()
	<-s.done
}

// TestBounds has what is kept follow from what a run may print.
func TestBounds(t *testing.T) {
	l := play.DefaultLimits()
	l.Output *= 16
	if b := NewBounds(l); b.Unsent < 2*l.Output || b.Kept <= b.Unsent {
		t.Errorf("an output of %d bytes is kept within %+v", l.Output, b)
	}
}
