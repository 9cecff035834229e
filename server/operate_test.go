package main

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/gorilla/websocket"

	"asynctour/server/play"
	"asynctour/server/servertest"
)

// TestDrain ends a server while a program runs: it is not sent readers any more,
// the program ends by itself, and its reader is told that the server goes.
func TestDrain(t *testing.T) {
	address, end, ended := startTour(t, "-sandbox", "wasi")
	defer end()
	ws := servertest.Dial(t, "ws"+strings.TrimPrefix(address, "http")+"/run")
	servertest.StartWaits(t, ws, "a")
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
	if e := servertest.Until(t, ws, play.KindEnd); e.Reason != play.ReasonExit {
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
	s := servertest.OpenLogging(t, slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	ws := servertest.Dial(t, s.Address)
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
		servertest.Until(t, ws, play.KindEnd)
		if got := log.String(); !strings.Contains(got, name[:8]) || strings.Contains(got, name) {
			t.Errorf("run %s is not in the log by a part of its name alone:\n%s", name, got)
		}
	}
	if got := log.String(); strings.Contains(got, word) || !strings.Contains(got, `"msg":"run ended"`) {
		t.Errorf("the log has what was run:\n%s", got)
	}
}
