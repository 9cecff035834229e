package socket

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"asynctour/server/fair"
	"asynctour/server/feed"
	"asynctour/server/play"
)

// runFake runs a request as told by its snippet.
func runFake(ctx context.Context, _ fair.Owner, req play.Request, in *play.Input, emit func(play.Event)) {
	emit(play.Event{Run: req.Run, Seq: 1, Kind: play.KindRunning})
	end := play.Event{Run: req.Run, Seq: 2, Kind: play.KindEnd, Reason: play.ReasonExit}
	switch req.Snippet {
	case "wait":
		<-ctx.Done()
		end.Reason, end.Message = play.ReasonStopped, context.Cause(ctx).Error()
	case "echo":
		buf := make([]byte, 100)
		n, _ := in.Read(buf)
		end.Message = string(buf[:n])
	case "echo all":
		text, _ := io.ReadAll(in)
		end.Message = string(text)
	}
	emit(end)
}

// dial connects to a new server.
func dial(t *testing.T, header http.Header) (*websocket.Conn, *http.Response, error) {
	t.Helper()
	server := httptest.NewServer(newHandler(t, Config{}, feed.Config{}))
	t.Cleanup(server.Close)
	dialer := websocket.Dialer{Subprotocols: []string{Subprotocol}}
	ws, resp, err := dialer.Dial("ws"+strings.TrimPrefix(server.URL, "http"), header)
	if err == nil {
		t.Cleanup(func() { ws.Close() })
	}
	return ws, resp, err
}

// converse sends frames and expects as many lines of events as want has.
func converse(t *testing.T, ws *websocket.Conn, frames, want []string) {
	t.Helper()
	for _, frame := range frames {
		if err := ws.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
			t.Fatal(err)
		}
	}
	for _, w := range want {
		_, got, err := ws.ReadMessage()
		if err != nil {
			t.Fatalf("instead of %s: %v", w, err)
		}
		if !strings.Contains(string(got), w) {
			t.Errorf("got %s, want %s", got, w)
		}
	}
}

func TestFrames(t *testing.T) {
	const running = `"seq":1,"kind":"running"`
	refused := func(run, what string) string {
		return fmt.Sprintf(`{"run":%q,"seq":1,"kind":"end","at":0,"reason":"refused","code":0,"message":"%s`, run,
			what)
	}
	for _, test := range []struct {
		name         string
		frames, want []string
	}{
		{"start", []string{`{"run":"a","kind":"start","snippet":"x"}`},
			[]string{running, `{"run":"a","seq":2,"kind":"end","at":0,"reason":"exit","code":0,"message":""}`}},
		{"stop", []string{`{"run":"a","kind":"start","snippet":"wait"}`, `{"run":"a","kind":"stop"}`},
			[]string{running, `"reason":"stopped","code":0,"message":"stopped by the reader"`}},
		{"stdin", []string{`{"run":"a","kind":"start","snippet":"echo"}`, `{"run":"a","kind":"stdin","text":"世"}`},
			[]string{running, `"message":"世"`}},
		{"stdin that has arrived before", []string{`{"run":"a","kind":"start","snippet":"echo all"}`,
			`{"run":"a","kind":"stdin","input":1,"text":"one "}`, `{"run":"a","kind":"stdin","input":1,"text":"one "}`,
			`{"run":"a","kind":"stdin","input":2,"text":"two "}`, `{"run":"a","kind":"stdin","text":"three","last":true}`},
			[]string{running, `"message":"one two three"`}},
		{"ping", []string{`{"kind":"ping"}`, `{"run":"a","kind":"start","snippet":"x"}`},
			[]string{`{"run":"","seq":0,"kind":"pong"}`, running}},
		{"stop what has ended", []string{`{"run":"a","kind":"stop"}`, `{"run":"b","kind":"start"}`},
			[]string{running}},
		{"no JSON", []string{`hello`, `{"run":"b","kind":"start"}`},
			[]string{refused("", "That is no request"), running}},
		{"two objects", []string{`{} {}`}, []string{refused("", "That is no request")}},
		{"an array", []string{`[]`}, []string{refused("", "That is no request")}},
		{"a field of the wrong type", []string{`{"run":7}`}, []string{refused("", "That is no request")}},
		{"an unknown kind", []string{`{"run":"a","kind":"dance","lang":"zh"}`},
			[]string{refused("a", "没有“dance”这种请求")}},
		{"no name", []string{`{"kind":"start"}`}, []string{refused("", "A run needs a name")}},
		{"a long name", []string{`{"run":"` + strings.Repeat("x", 65) + `","kind":"start"}`},
			[]string{"A run needs a name"}},
		{"resume", []string{`{"run":"a","kind":"resume","after":3}`},
			[]string{`{"run":"a","seq":4,"kind":"end","at":0,"reason":"refused","code":0,"message":"The connection broke, and`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			ws, _, err := dial(t, nil)
			if err != nil {
				t.Fatal(err)
			}
			converse(t, ws, test.frames, test.want)
		})
	}
}

// TestRefusedBesideRun has a run go on although requests that name it are
// refused: its end is not theirs.
func TestRefusedBesideRun(t *testing.T) {
	ws, _, err := dial(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	const refused = `{"run":"","seq":1,"kind":"end","at":0,"reason":"refused","code":0,"message":"`
	converse(t, ws, []string{`{"run":"a","kind":"start","snippet":"wait"}`}, []string{`"seq":1,"kind":"running"`})
	converse(t, ws, []string{`{"run":"a","kind":"start"}`}, []string{refused + "A run needs a name"})
	converse(t, ws, []string{`{"run":"a","kind":"stdin","text":"` + strings.Repeat("x",
		play.DefaultLimits().Stdin+1) + `"}`}, []string{refused + "At most 64 KiB of input"})
	converse(t, ws, []string{`{"run":"a","kind":"stop"}`}, []string{`{"run":"a","seq":2,"kind":"end"`})
}

func TestBinaryFrame(t *testing.T) {
	ws, _, err := dial(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := ws.WriteMessage(websocket.BinaryMessage, []byte{1, 2}); err != nil {
		t.Fatal(err)
	}
	converse(t, ws, nil, []string{"That is no request"})
	converse(t, ws, []string{`{"run":"b","kind":"start"}`}, []string{"running"})
}

func TestTooManyRuns(t *testing.T) {
	ws, _, err := dial(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	for n := range play.MaxRuns {
		converse(t, ws, []string{fmt.Sprintf(`{"run":"%d","kind":"start","snippet":"wait"}`, n)}, []string{"running"})
	}
	converse(t, ws, []string{`{"run":"more","kind":"start","snippet":"wait"}`}, []string{"At most 16 runs at a time"})
	converse(t, ws, []string{`{"run":"3","kind":"stop"}`}, []string{`{"run":"3","seq":2,"kind":"end"`})
	converse(t, ws, []string{`{"run":"more","kind":"start","snippet":"wait"}`}, []string{"running"})
}

// TestFrameFollowsLimits sends a program as large as a server may allow.
func TestFrameFollowsLimits(t *testing.T) {
	h := newHandler(t, Config{}, feed.Config{})
	h.config.Limits.Source = 1 << 20
	ws := newStation(t, h).connect()
	send(t, ws, play.Request{Run: "a", Kind: play.KindStart,
		Files: map[string]string{"main.go": strings.Repeat("<", 1<<20)}})
	converse(t, ws, nil, []string{`"seq":1,"kind":"running"`})
}

func TestHugeFrame(t *testing.T) {
	ws, _, err := dial(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	ws.WriteMessage(websocket.TextMessage, make([]byte, 1<<20))
	if _, _, err := ws.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseMessageTooBig) {
		t.Errorf("got %v, want close %d", err, websocket.CloseMessageTooBig)
	}
}

func TestOrigin(t *testing.T) {
	if _, resp, err := dial(t, http.Header{"Origin": {"https://elsewhere.example"}}); err == nil ||
		resp.StatusCode != http.StatusForbidden {
		t.Errorf("a page from elsewhere got %v, %v, want %d", resp, err, http.StatusForbidden)
	}
}

// TestLeft tells whose connection has ended: the owner of what ran for it.
func TestLeft(t *testing.T) {
	ran, left := make(chan fair.Owner, 1), make(chan fair.Owner, 1)
	run := func(ctx context.Context, owner fair.Owner, req play.Request, in *play.Input, emit func(play.Event)) {
		ran <- owner
		runFake(ctx, owner, req, in, emit)
	}
	at := newStation(t, newHandler(t, Config{Left: func(o fair.Owner) { left <- o }}, feed.Config{Run: run}))
	stays, leaves := at.connect(), at.connect()
	send(t, stays, play.Request{Run: "a", Kind: play.KindStart})
	<-ran
	send(t, leaves, play.Request{Run: "a", Kind: play.KindStart})
	owner := <-ran
	leaves.Close()
	if got := <-left; got != owner {
		t.Errorf("%+v has left, want %+v", got, owner)
	}
	stays.Close()
	<-left
}
