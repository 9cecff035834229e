package socket

import (
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"asynctour/server/feed"
	"asynctour/server/play"
)

func TestOrigins(t *testing.T) {
	at := newStation(t, newHandler(t, Config{Origins: []string{"https://course.example"}}, feed.Config{}))
	for origin, want := range map[string]int{
		"":                            http.StatusSwitchingProtocols,
		"http" + at.url[len("ws"):]:   http.StatusSwitchingProtocols,
		"https://course.example":      http.StatusSwitchingProtocols,
		"https://Course.Example":      http.StatusSwitchingProtocols,
		"http://course.example":       http.StatusForbidden,
		"https://course.example.evil": http.StatusForbidden,
		"https://elsewhere.example":   http.StatusForbidden,
		"null":                        http.StatusForbidden,
		"%":                           http.StatusForbidden,
	} {
		header := http.Header{}
		if origin != "" {
			header.Set("Origin", origin)
		}
		ws, resp, err := websocket.DefaultDialer.Dial(at.url, header)
		if err == nil {
			ws.Close()
		}
		if resp == nil || resp.StatusCode != want {
			t.Errorf("origin %q got %v, want %d", origin, resp, want)
		}
	}
}

// TestNoWebsocket makes the request by which a page finds out why it gets no websocket.
func TestNoWebsocket(t *testing.T) {
	at := newStation(t, newHandler(t, Config{Origins: []string{"https://course.example"}}, feed.Config{}))
	address := "http" + at.url[len("ws"):]
	for origin, want := range map[string]int{
		"": http.StatusUpgradeRequired, address: http.StatusUpgradeRequired,
		"https://course.example": http.StatusUpgradeRequired, "https://elsewhere.example": http.StatusForbidden,
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			req, err := http.NewRequestWithContext(t.Context(), method, address, nil)
			if err != nil {
				t.Fatal(err)
			}
			if origin != "" {
				req.Header.Set("Origin", origin)
			}
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(resp.Body)
			resp.Body.Close()
			if err != nil || resp.StatusCode != want || len(text) == 0 {
				t.Errorf("%s from %q: got %s, %q, %v; want %d and a sentence", method, origin, resp.Status, text, err, want)
			}
		}
	}
}

// TestPingPeriod holds the pings to the shortest usual time after which a proxy closes a
// connection that carries nothing: two have to go within the 50 s of Debian's HAProxy.
func TestPingPeriod(t *testing.T) {
	if pingPeriod > 50*time.Second/2 || pingPeriod >= pongWait {
		t.Errorf("a ping goes every %v", pingPeriod)
	}
}

func TestTooManyConnections(t *testing.T) {
	at := newStation(t, newHandler(t, Config{Connections: 2}, feed.Config{}))
	first := at.connect()
	at.connect()
	_, resp, err := websocket.DefaultDialer.Dial(at.url, nil)
	if err == nil || resp.StatusCode != http.StatusTooManyRequests {
		t.Errorf("a third connection got %v, want %d", resp, http.StatusTooManyRequests)
	}
	first.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""))
	first.ReadMessage() // until the server has left
	at.connect()
}

func TestAddressLimits(t *testing.T) {
	starts := 3
	at := newStation(t, newHandler(t, Config{}, feed.Config{Runs: 2, Admit: func(address string) error {
		if starts--; address != "127.0.0.1" || starts < 0 {
			return &play.Fault{Reason: play.ReasonBusy, Key: "busy.starts"}
		}
		return nil
	}}))
	one, other := at.connect(), at.connect()
	converse(t, one, []string{`{"run":"a","kind":"start","snippet":"wait"}`}, []string{"running"})
	converse(t, other, []string{`{"run":"a","kind":"start","snippet":"wait"}`}, []string{"running"})
	converse(t, one, []string{`{"run":"b","kind":"start"}`},
		[]string{`"reason":"busy","code":0,"message":"2 programs run for your network`})
	converse(t, other, []string{`{"run":"a","kind":"stop"}`}, []string{`"kind":"end"`})
	converse(t, one, []string{`{"run":"b","kind":"start"}`}, []string{"running", `"kind":"end"`})
	converse(t, one, []string{`{"run":"c","kind":"start"}`},
		[]string{`"reason":"busy","code":0,"message":"Too many programs were started`})
}

// TestHalfOpen has a peer fall silent, as one does whose network is gone: it
// answers no ping, and is let go.
func TestHalfOpen(t *testing.T) {
	h := newHandler(t, Config{}, feed.Config{})
	h.waits.ping, h.waits.pong = 1e6, 20e6 // a millisecond, and twenty
	at := newStation(t, h)
	ws := at.connect()
	if _, err := io.Copy(io.Discard, ws.NetConn()); err != nil {
		t.Errorf("instead of the end of the connection: %v", err)
	}
}

// TestViolations sends frames that break the protocol, as raw bytes, and expects
// the code of RFC 6455, section 7.4, for each.
func TestViolations(t *testing.T) {
	masked := func(first byte, payload string) []byte { // with a mask of zeros
		return append([]byte{first, 0x80 | byte(len(payload)), 0, 0, 0, 0}, payload...)
	}
	for _, test := range []struct {
		name  string
		bytes []byte
		code  int
	}{
		{"not masked", []byte{0x81, 2, '{', '}'}, websocket.CloseProtocolError},
		{"reserved bit", masked(0xc1, "{}"), websocket.CloseProtocolError},
		{"unknown opcode", masked(0x83, "{}"), websocket.CloseProtocolError},
		{"unknown control opcode", masked(0x8b, ""), websocket.CloseProtocolError},
		{"a continuation of nothing", masked(0x80, "{}"), websocket.CloseProtocolError},
		{"a message within a message", append(masked(0x01, "{"), masked(0x81, "}")...), websocket.CloseProtocolError},
		{"a ping in pieces", masked(0x09, "x"), websocket.CloseProtocolError},
		{"a long ping", append([]byte{0x89, 0xfe, 0, 200, 0, 0, 0, 0}, make([]byte, 200)...),
			websocket.CloseProtocolError},
		{"a close with a code that is none", masked(0x88, "\x00\x01"), websocket.CloseProtocolError},
		{"bad UTF-8", masked(0x81, "\"\xff\""), websocket.CloseInvalidFramePayloadData},
		{"bad UTF-8 in pieces", append(masked(0x01, "\"\xe4\xb8"), masked(0x80, "\"")...),
			websocket.CloseInvalidFramePayloadData},
		{"a frame said to be huge", []byte{0x81, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0},
			websocket.CloseMessageTooBig},
		{"huge in pieces", append([]byte{0x01, 0xff, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0},
			append(make([]byte, 6<<16), 0x80, 0xff, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0)...),
			websocket.CloseMessageTooBig},
	} {
		t.Run(test.name, func(t *testing.T) {
			ws := newStation(t, newHandler(t, Config{}, feed.Config{})).connect()
			if _, err := ws.NetConn().Write(test.bytes); err != nil {
				t.Fatal(err)
			}
			if _, _, err := ws.ReadMessage(); !websocket.IsCloseError(err, test.code) {
				t.Errorf("got %v, want close %d", err, test.code)
			}
		})
	}
	t.Run("a request in pieces", func(t *testing.T) { // which breaks nothing
		ws := newStation(t, newHandler(t, Config{}, feed.Config{})).connect()
		ws.NetConn().Write(append(masked(0x01, `{"run":"世`[:9]),
			append(masked(0x89, ""), masked(0x80, `{"run":"世`[9:]+`","kind":"start"}`)...)...))
		converse(t, ws, nil, []string{`{"run":"世","seq":1,"kind":"running"`})
	})
}
