package main

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/gorilla/websocket"

	"asynctour/server/feed"
	"asynctour/server/play"
	"asynctour/server/socket"
)

// waits is a program that says so and then waits for its input to end.
const waits = `package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	fmt.Println("ready")
	io.Copy(io.Discard, os.Stdin)
	fmt.Println("done")
}
`

// dialRun connects to a websocket of runs.
func dialRun(t *testing.T, address string) *websocket.Conn {
	t.Helper()
	ws, _, err := (&websocket.Dialer{Subprotocols: []string{socket.Subprotocol}}).Dial(address, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.Close() })
	return ws
}

// startWaits starts a program that waits, and returns when it does.
func startWaits(t *testing.T, ws *websocket.Conn, name string) {
	t.Helper()
	if err := ws.WriteJSON(play.Request{Run: name, Kind: play.KindStart, Files: map[string]string{"main.go": waits}}); err != nil {
		t.Fatal(err)
	}
	until(t, ws, play.KindStdout)
}

// until reads up to an event of a kind, or the end; the zero event says that
// neither came.
func until(t *testing.T, ws *websocket.Conn, kind play.Kind) wireEvent {
	t.Helper()
	for {
		var e wireEvent
		if err := ws.ReadJSON(&e); err != nil {
			t.Error(err)
			return wireEvent{}
		}
		if e.Kind == kind || e.Kind == play.KindEnd {
			return e
		}
	}
}

// TestDrain ends a server while a program runs: it is not sent readers any more,
// the program ends by itself, and its reader is told that the server goes.
func TestDrain(t *testing.T) {
	address, end, ended := startTour(t, "-sandbox", "wasi")
	defer end()
	ws := dialRun(t, "ws"+strings.TrimPrefix(address, "http")+"/run")
	startWaits(t, ws, "a")
	end()
	resp, err := http.Get(address + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("/readyz answers %s, want %d", resp.Status, http.StatusServiceUnavailable)
	}
	if err := ws.WriteJSON(play.Request{Run: "a", Kind: play.KindStdin}); err != nil {
		t.Fatal(err)
	}
	if e := until(t, ws, play.KindEnd); e.Reason != play.ReasonExit {
		t.Errorf("the run ended with %+v, want %s", e, play.ReasonExit)
	}
	if _, _, err := ws.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseGoingAway) {
		t.Errorf("got %v, want close %d", err, websocket.CloseGoingAway)
	}
	if err := <-ended; err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

// A lockedBuffer is a log that several goroutines write.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// TestLog has programs run that hold a word, print it, panic with it, read it and
// do not compile for it: the log has the runs, and not the word.
func TestLog(t *testing.T) {
	const word = "Rumpelstilzchen"
	var log lockedBuffer
	r, _ := startRuns(t)
	r.log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	r.engine.Log = r.log
	handler := r.socket(feed.Config{}, socket.Config{})
	server := httptest.NewServer(handler)
	defer server.Close()
	defer handler.Shutdown(t.Context())
	ws := dialRun(t, "ws"+strings.TrimPrefix(server.URL, "http"))
	name := strings.Repeat("0123456789abcdef", 2)
	for _, body := range []string{
		`println("` + word + `")`,
		`panic("` + word + `")`,
		word + `()`,
		`var s string; fmt.Scan(&s); fmt.Println(s)`,
	} {
		source := "package main\n\nimport \"fmt\"\n\nvar _ = fmt.Sprint\n\nfunc main() { " + body + " }\n"
		name = name[1:] + name[:1]
		for _, req := range []play.Request{
			{Run: name, Kind: play.KindStart, Files: map[string]string{"main.go": source}},
			{Run: name, Kind: play.KindStdin, Text: word + "\n"},
			{Run: name, Kind: play.KindStdin},
		} {
			if err := ws.WriteJSON(req); err != nil {
				t.Fatal(err)
			}
		}
		until(t, ws, play.KindEnd)
		if got := log.String(); !strings.Contains(got, name[:8]) || strings.Contains(got, name) {
			t.Errorf("run %s is not in the log by a part of its name alone:\n%s", name, got)
		}
	}
	if got := log.String(); strings.Contains(got, word) || !strings.Contains(got, `"msg":"run ended"`) {
		t.Errorf("the log has what was run:\n%s", got)
	}
}
