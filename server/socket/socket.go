// Package socket carries runs over a websocket, subprotocol tour.run.v1: one
// JSON object a text frame, play.Request one way and play.Event the other.
// Several runs share a connection.
//
// A connection has one reader and one writer. A run never waits for a slow
// reader: its events wait in a bounded queue, and a connection whose queue
// overflows is closed.
package socket

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"asynctour/server/play"
)

// Subprotocol is what a client has to ask for.
const Subprotocol = "tour.run.v1"

const (
	// maxFrame is the size of a request in bytes: in JSON a byte of source can
	// take six. What is larger closes the connection, with 1009.
	maxFrame = 6*play.MaxSource + 64<<10
	// maxUnsent is how much may wait to be sent, in bytes of JSON: an output as
	// long as a run's may be, several times over.
	maxUnsent = 8 * play.MaxOutput
	// writeWait bounds one write.
	writeWait = 10 * time.Second
	// pongWait is how long a silent peer is believed to be there; pingPeriod,
	// shorter, how often it is asked.
	pongWait   = 60 * time.Second
	pingPeriod = 54 * time.Second
)

// A Handler serves the websocket.
type Handler struct {
	// Run runs what a start request asks for, as play.Runner.Run does.
	Run    func(ctx context.Context, req play.Request, in *play.Input, emit func(play.Event))
	Limits play.Limits
	Log    *slog.Logger
}

// ServeHTTP upgrades the request and serves the connection until it ends.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	upgrader := websocket.Upgrader{
		Subprotocols: []string{Subprotocol},
		CheckOrigin:  sameHost,
	}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	ctx, cancel := context.WithCancel(r.Context())
	c := &conn{handler: h, ws: ws, ctx: ctx, cancel: cancel, runs: map[string]*running{}, ready: make(chan struct{}, 1)}
	go c.write()
	c.read()
}

// sameHost lets pages of this server connect, and programs, which send no
// Origin.
func sameHost(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && strings.EqualFold(u.Host, r.Host)
}

// A conn is one connection.
type conn struct {
	handler *Handler
	ws      *websocket.Conn
	ctx     context.Context // ends with the connection
	cancel  context.CancelFunc

	mu     sync.Mutex
	runs   map[string]*running
	unsent [][]byte
	size   int           // of unsent, in bytes
	ready  chan struct{} // holds a token when there is something unsent
}

// A running is a run that has not ended.
type running struct {
	stop context.CancelCauseFunc
	in   *play.Input
}

// read takes requests until the connection ends.
func (c *conn) read() {
	defer c.ws.Close()
	defer c.cancel()
	c.ws.SetReadLimit(maxFrame)
	c.ws.SetReadDeadline(time.Now().Add(pongWait))
	c.ws.SetPongHandler(func(string) error { return c.ws.SetReadDeadline(time.Now().Add(pongWait)) })
	for {
		kind, frame, err := c.ws.ReadMessage()
		if err != nil {
			return
		}
		c.ws.SetReadDeadline(time.Now().Add(pongWait))
		req, err := decode(kind, frame)
		if err == nil {
			err = c.handle(req)
		}
		if err != nil {
			c.refuse(req, err)
		}
	}
}

// decode reads a frame. The error is a *play.Fault; the request then holds what
// could be read of it.
func decode(kind int, frame []byte) (req play.Request, err error) {
	if kind != websocket.TextMessage {
		return req, play.Refuse("frame", "detail", "binary frame")
	}
	dec := json.NewDecoder(bytes.NewReader(frame))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&req); err != nil {
		return req, play.Refuse("frame", "detail", play.Quote(err.Error()))
	}
	if dec.More() {
		return req, play.Refuse("frame", "detail", "more than one object")
	}
	return req, nil
}

// handle does what a request asks for. The error is a *play.Fault.
func (c *conn) handle(req play.Request) error {
	if req.Run == "" || len(req.Run) > play.MaxRunName {
		return play.Refuse("run", "bytes", play.MaxRunName)
	}
	c.mu.Lock()
	run, ok := c.runs[req.Run]
	c.mu.Unlock()
	switch {
	case req.Kind == play.Start && ok:
		return play.Refuse("run", "bytes", play.MaxRunName)
	case req.Kind == play.Start:
		return c.start(req)
	case req.Kind == play.Resume:
		return play.Refuse("resume", "run", play.Quote(req.Run))
	case req.Kind != play.Stdin && req.Kind != play.Stop:
		return play.Refuse("kind", "kind", play.Quote(req.Kind))
	case !ok:
		return nil // it has just ended: nobody is at fault
	case req.Kind == play.Stdin:
		return run.in.Send(req.Text)
	}
	run.stop(play.ErrStopped)
	return nil
}

// start begins a run.
func (c *conn) start(req play.Request) error {
	ctx, stop := context.WithCancelCause(c.ctx)
	run := &running{stop: stop, in: play.NewInput(c.handler.Limits.Stdin)}
	c.mu.Lock()
	full := len(c.runs) >= play.MaxRuns
	if !full {
		c.runs[req.Run] = run
	}
	c.mu.Unlock()
	if full {
		stop(nil)
		return play.Refuse("runs", "runs", play.MaxRuns)
	}
	go func() {
		defer stop(nil)
		c.handler.Run(ctx, req, run.in, func(e play.Event) {
			if e.Kind == play.End {
				c.mu.Lock()
				delete(c.runs, req.Run)
				c.mu.Unlock()
			}
			c.send(e)
		})
	}()
	return nil
}

// refuse answers a request that asked for what cannot be. Where a run of that
// name is under way its own end is still to come, so the answer then names none.
func (c *conn) refuse(req play.Request, err error) {
	f := play.AsFault(err)
	c.mu.Lock()
	if _, ok := c.runs[req.Run]; ok {
		req.Run = ""
	}
	c.mu.Unlock()
	c.send(play.Event{Run: req.Run, Seq: 1, Kind: play.End, Reason: f.Reason, Message: f.Message(req.Lang)})
}

// send queues an event, or cuts the connection of a reader that is too slow.
func (c *conn) send(e play.Event) {
	frame, err := json.Marshal(e)
	if err != nil {
		c.handler.Log.Error("marshal event", "run", e.Run, "err", err)
		return
	}
	c.mu.Lock()
	c.unsent = append(c.unsent, frame)
	c.size += len(frame)
	cut := c.size > maxUnsent
	c.mu.Unlock()
	if cut {
		c.handler.Log.Warn("slow reader cut", "run", e.Run)
		c.ws.Close()
		return
	}
	select {
	case c.ready <- struct{}{}:
	default:
	}
}

// write sends what is queued, and pings, until the connection ends.
func (c *conn) write() {
	defer c.ws.Close()
	ping := time.NewTicker(pingPeriod)
	defer ping.Stop()
	for {
		select {
		case <-c.ready:
			if err := c.flush(); err != nil {
				return
			}
		case <-ping.C:
			if err := c.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWait)); err != nil {
				return
			}
		case <-c.ctx.Done():
			return
		}
	}
}

// flush sends all that is queued, a frame an event.
func (c *conn) flush() error {
	c.mu.Lock()
	frames := c.unsent
	c.unsent = nil
	c.mu.Unlock()
	for _, frame := range frames {
		c.ws.SetWriteDeadline(time.Now().Add(writeWait))
		if err := c.ws.WriteMessage(websocket.TextMessage, frame); err != nil {
			return fmt.Errorf("write frame: %w", err)
		}
		c.mu.Lock()
		c.size -= len(frame)
		c.mu.Unlock()
	}
	return nil
}
