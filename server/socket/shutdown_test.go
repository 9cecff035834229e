package socket

import (
	"context"
	"testing"

	"github.com/gorilla/websocket"

	"asynctour/server/feed"
	"asynctour/server/play"
)

// gone reads until the server has closed the connection, which it has to do with
// 1001 and without a word before.
func gone(t *testing.T, ws *websocket.Conn) {
	t.Helper()
	if _, _, err := ws.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseGoingAway) {
		t.Errorf("got %v, want close %d", err, websocket.CloseGoingAway)
	}
}

// shut begins to shut a station down, and returns what tells that it is done.
func shut(ctx context.Context, at *station) (done chan struct{}) {
	done = make(chan struct{})
	go func() {
		at.Shutdown(ctx)
		close(done)
	}()
	return done
}

// TestShutdown lets runs end by themselves, one of them resumed meanwhile.
func TestShutdown(t *testing.T) {
	s := newStage()
	at := newStation(t, newHandler(t, Config{}, feed.Config{Run: s.run}))
	idle, broken := at.connect(), at.connect()
	send(t, broken, play.Request{Run: secret(1), Kind: play.KindStart})
	s.say("a")
	broken.Close()
	done := shut(t.Context(), at)
	gone(t, idle)
	again := at.connect()
	send(t, again, play.Request{Run: secret(1), Kind: play.KindResume})
	expect(t, again, "1 a")
	send(t, again, play.Request{Run: secret(2), Kind: play.KindStart})
	if e := read(t, again); e.Reason != play.ReasonBusy ||
		e.Message != "The server is being restarted. Run the program again in a moment." {
		t.Errorf("a start got %+v", e)
	}
	s.say("b")
	close(s.lines)
	expect(t, again, "2 b", "end 3 exit")
	gone(t, again)
	<-done
	if _, resp, err := websocket.DefaultDialer.Dial(at.url, nil); err == nil {
		t.Errorf("a connection after the shutdown got %v", resp.Status)
	}
}

// TestShutdownEnds ends the runs that do not end in time.
func TestShutdownEnds(t *testing.T) {
	s := newStage()
	at := newStation(t, newHandler(t, Config{}, feed.Config{Run: s.run}))
	ws := at.connect()
	send(t, ws, play.Request{Run: secret(1), Kind: play.KindStart})
	s.say("a")
	expect(t, ws, "1 a")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	done := shut(ctx, at)
	if err := <-s.done; err != play.ErrShutdown {
		t.Errorf("the run was ended by %v, want %v", err, play.ErrShutdown)
	}
	expect(t, ws, "end 2 stopped")
	gone(t, ws)
	<-done
}
