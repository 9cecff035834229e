package socket

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"asynctour/server/play"
)

// FuzzDecode holds the decoder of frames to this: what it takes it would take
// again as it writes it, and what it refuses it refuses in a sentence.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"run":"a","kind":"start","snippet":"x/y","files":{"main.go":"package main"},"race":true,"clock":"virtual","lang":"zh"}`,
		`{"run":"a","kind":"stdin","text":"\ud800"}`,
		`{"run":"a","kind":"resume","after":-17}`,
		`{"run":"a","after":1e99}`, `{} {}`, `[]`, `null`, `"`, `{"RUN":"a"}`, `{"run":7}`, "{\"run\":\"\xff\"}",
		`{"files":{"a":null}}`, strings.Repeat(`{"files":`, 200),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, frame string) {
		req, err := decode(websocket.TextMessage, []byte(frame))
		var fault *play.Fault
		if err != nil {
			if !errors.As(err, &fault) || fault.Reason != play.ReasonRefused || len(fault.Message("zh")) > 1000 {
				t.Errorf("refused with %v", err)
			}
			return
		}
		again, err := json.Marshal(req)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := decode(websocket.TextMessage, again); err != nil {
			t.Errorf("%s is taken, %s is not: %v", frame, again, err)
		}
	})
}
