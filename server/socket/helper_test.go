package socket

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"asynctour/server/feed"
	"asynctour/server/play"
)

// secret returns a name that is long enough to resume a run.
func secret(n int) string { return fmt.Sprintf("%032d", n) }

// newHandler returns a handler of feeds that log to t, which is shut down after it.
// Its runs are runFake's where f has no others.
func newHandler(t *testing.T, c Config, f feed.Config) *Handler {
	if f.Run == nil {
		f.Run = runFake
	}
	f.Limits, f.Log = play.DefaultLimits(), slog.New(slog.NewTextHandler(t.Output(), nil))
	c.Limits, c.Log, c.Feeds = f.Limits, f.Log, feed.New(f)
	h := New(c)
	t.Cleanup(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		h.Shutdown(ctx)
	})
	return h
}

// A station is a server that a test connects to.
type station struct {
	*Handler
	t   *testing.T
	url string
}

func newStation(t *testing.T, h *Handler) *station {
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return &station{h, t, "ws" + strings.TrimPrefix(server.URL, "http")}
}

// connect opens a connection.
func (s *station) connect() *websocket.Conn {
	s.t.Helper()
	ws, _, err := (&websocket.Dialer{Subprotocols: []string{Subprotocol}}).Dial(s.url, http.Header{})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { ws.Close() })
	return ws
}

// wire is an event as a client reads it.
type wire struct {
	Run, Message, Text string
	Kind               play.Kind
	Reason             play.Reason
	Seq, From          int
}

// read reads one event.
func read(t *testing.T, ws *websocket.Conn) wire {
	t.Helper()
	_, frame, err := ws.ReadMessage()
	if err != nil {
		t.Fatal(err)
	}
	var e wire
	if err := json.Unmarshal(frame, &e); err != nil {
		t.Fatal(err)
	}
	return e
}

// send sends one request.
func send(t *testing.T, ws *websocket.Conn, req play.Request) {
	t.Helper()
	if err := ws.WriteJSON(req); err != nil {
		t.Fatal(err)
	}
}
