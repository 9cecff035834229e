package servertest

import (
	"testing"

	"github.com/gorilla/websocket"

	"asynctour/server/play"
	"asynctour/server/play/moment"
	"asynctour/server/socket"
)

// An Event is an event as a client reads it.
type Event struct {
	Run           string
	Kind          play.Kind
	Seq           int
	At            float64
	Text, Message string
	Reason        play.Reason
	Code          int
	Name, Version string
	OK            bool
	Items         []play.Diagnostic
	Moments       []moment.Moment
	Raw           []byte
}

// Dial connects to a websocket of runs.
func Dial(t *testing.T, address string) *websocket.Conn {
	t.Helper()
	ws, _, err := (&websocket.Dialer{Subprotocols: []string{socket.Subprotocol}}).Dial(address, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.Close() })
	return ws
}

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

// StartWaits starts a program that waits for its input to end, and returns when it
// does.
func StartWaits(t *testing.T, ws *websocket.Conn, name string) {
	t.Helper()
	if err := ws.WriteJSON(play.Request{Run: name, Kind: play.KindStart,
		Files: map[string]string{"main.go": waits}}); err != nil {
		t.Fatal(err)
	}
	Until(t, ws, play.KindStdout)
}

// Until reads up to an event of a kind, or the end; the zero event says that
// neither came.
func Until(t *testing.T, ws *websocket.Conn, kind play.Kind) Event {
	t.Helper()
	for {
		var e Event
		if err := ws.ReadJSON(&e); err != nil {
			t.Error(err)
			return Event{}
		}
		if e.Kind == kind || e.Kind == play.KindEnd {
			return e
		}
	}
}
