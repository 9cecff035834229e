package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/gorilla/websocket"
	peer "golang.org/x/tools/playground/socket"
)

// A runner runs a program and returns how long it took from the request to the
// first of its output.
type runner func(source string) (time.Duration, error)

// startPeer serves the runner of the local Tour of Go until ctx ends, and
// returns what runs a program on it.
func startPeer(ctx context.Context) (runner, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	origin := &url.URL{Scheme: "http", Host: listener.Addr().String()}
	server := &http.Server{Handler: peer.NewHandler(origin)}
	go server.Serve(listener)
	context.AfterFunc(ctx, func() { server.Close() })
	ws, _, err := websocket.DefaultDialer.DialContext(ctx, "ws://"+origin.Host+"/", http.Header{"Origin": {origin.String()}})
	if err != nil {
		return nil, fmt.Errorf("dial the peer: %w", err)
	}
	n := 0
	return func(source string) (time.Duration, error) {
		n++
		begun := time.Now()
		if err := ws.WriteJSON(peer.Message{Id: fmt.Sprint(n), Kind: "run", Body: source}); err != nil {
			return 0, err
		}
		first := time.Duration(0)
		for {
			var m peer.Message
			if err := ws.ReadJSON(&m); err != nil {
				return 0, fmt.Errorf("the peer: %w", err)
			}
			switch {
			case m.Kind == "stdout" && first == 0:
				first = time.Since(begun)
			case m.Kind == "end" && first == 0:
				return 0, fmt.Errorf("the peer printed nothing: %s", m.Body)
			case m.Kind == "end":
				return first, nil
			}
		}
	}, nil
}
