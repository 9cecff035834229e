package socket

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"asynctour/server/play"
)

// A conn is one connection. Its fields are guarded by the handler's mu, but for
// those that do not change.
type conn struct {
	handler *Handler
	ws      *websocket.Conn // nil before the upgrade
	address string
	serial  uint64
	ready   chan struct{} // holds a token when there is something to do for the writer
	gone    chan struct{} // closed when the reader has ended

	runs    map[string]*run // attached, until their end is sent
	active  []*run          // those of them that have something unsent, in the order of their turns
	replies [][]byte        // to requests that were refused
	waiting int             // bytes of replies
	closing bool            // the writer is to close the connection once all is sent
	left    bool
	late    bool // it came after Shutdown, to resume a run perhaps
}

// join adds a connection, unless its address has too many.
func (h *Handler) join(c *conn) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := h.count(c.address)
	if h.over || h.config.Connections > 0 && n.conns >= h.config.Connections {
		h.forget(c.address)
		return false
	}
	n.conns++
	c.late = h.draining
	h.serial++
	c.serial = h.serial
	h.conns[c] = struct{}{}
	h.tell()
	return true
}

// owner is who what runs for the connection is for.
func (c *conn) owner() play.Owner { return play.Owner{Address: c.address, Connection: c.serial} }

// leave takes a connection away from its runs: those that can be resumed go on.
// It is called with mu held.
func (h *Handler) leave(c *conn) {
	if c.left {
		return
	}
	c.left = true
	delete(h.conns, c)
	h.count(c.address).conns--
	h.forget(c.address)
	for _, r := range c.runs {
		h.detach(r)
	}
	c.replies = nil
	h.tell()
}

// serve serves a connection until it ends.
func (c *conn) serve(ws *websocket.Conn) {
	c.handler.mu.Lock()
	c.ws = ws
	left := c.left
	c.handler.mu.Unlock()
	if left {
		ws.Close()
		return
	}
	go c.write()
	c.read()
}

// read takes requests until the connection ends.
func (c *conn) read() {
	h := c.handler
	defer close(c.gone)
	defer c.ws.Close()
	defer func() {
		h.mu.Lock()
		h.leave(c)
		h.mu.Unlock()
		h.config.Left(c.owner())
	}()
	alive := func() error { return c.ws.SetReadDeadline(time.Now().Add(h.bounds.pongWait)) }
	c.ws.SetReadLimit(maxFrame)
	c.ws.SetPongHandler(func(string) error { return alive() })
	for {
		if alive() != nil {
			return
		}
		kind, frame, err := c.ws.ReadMessage()
		if err != nil {
			return
		}
		if kind == websocket.TextMessage && !utf8.Valid(frame) {
			bye := websocket.FormatCloseMessage(websocket.CloseInvalidFramePayloadData, "text is UTF-8")
			c.ws.WriteControl(websocket.CloseMessage, bye, time.Now().Add(h.bounds.writeWait))
			return
		}
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
	h := c.handler
	h.mu.Lock()
	defer h.mu.Unlock()
	r, ok := c.runs[req.Run]
	switch {
	case c.left:
		return nil // it has been cut
	case req.Kind == play.Start:
		return h.start(c, req)
	case req.Kind == play.Resume:
		return h.resume(c, req)
	case req.Kind != play.Stdin && req.Kind != play.Stop:
		return play.Refuse("kind", "kind", play.Quote(req.Kind))
	case !ok:
		return nil // it has just ended: nobody is at fault
	case req.Kind == play.Stdin:
		return r.in.Send(req.Text)
	}
	r.stop(play.ErrStopped)
	return nil
}

// refuse answers a request that asked for what cannot be. Where a run of that
// name is under way its own end is still to come, so the answer then names none.
func (c *conn) refuse(req play.Request, err error) {
	f := play.AsFault(err)
	h := c.handler
	h.mu.Lock()
	defer h.mu.Unlock()
	if r, ok := c.runs[req.Run]; ok && !r.ended {
		req.Run = ""
	}
	e := play.Event{Run: req.Run, Seq: 1, Kind: play.End, Reason: f.Reason, Message: f.Message(req.Lang)}
	if req.Kind == play.Resume {
		e.Seq += max(req.After, 0)
	}
	frame, err := json.Marshal(e)
	if err != nil {
		h.config.Log.Error("marshal refusal", "err", err)
		return
	}
	h.stats.Refused++
	c.replies = append(c.replies, frame)
	c.waiting += len(frame)
	h.wake(c)
}

// wake has the writer look for what to send, or cuts a reader that is too slow.
// It is called with mu held.
func (h *Handler) wake(c *conn) {
	behind := c.waiting
	for _, r := range c.runs {
		behind += r.behind
	}
	if behind > h.bounds.unsent {
		h.stats.Cut++
		h.config.Log.Warn("slow reader cut", "connection", c.serial, "behind", behind)
		h.leave(c)
		c.ws.Close()
		return
	}
	select {
	case c.ready <- struct{}{}:
	default:
	}
}

// next takes the next frame to send; of runs that all have some, one of each in
// turn. It reports whether the connection is to be closed once there is none.
func (h *Handler) next(c *conn) (frame []byte, closing bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(c.replies) > 0 {
		frame, c.replies = c.replies[0], c.replies[1:]
		c.waiting -= len(frame)
		return frame, false
	}
	if len(c.active) == 0 {
		return nil, c.closing || c.left
	}
	r := c.active[0]
	c.active = slices.Delete(c.active, 0, 1)
	frame, gap := r.take()
	if gap {
		h.stats.Gaps++
	}
	if !r.secret {
		h.kept -= r.drop(r.next)
	}
	switch {
	case r.unsent():
		c.active = append(c.active, r)
	case r.ended:
		delete(c.runs, r.name)
		r.conn = nil
	}
	return frame, false
}

// write sends what there is to send, and pings, until the connection ends.
func (c *conn) write() {
	defer c.ws.Close()
	ping := time.NewTicker(c.handler.bounds.pingPeriod)
	defer ping.Stop()
	for {
		select {
		case <-c.ready:
			if closed, err := c.flush(); err != nil {
				return
			} else if closed {
				<-c.gone // until the peer has answered, or closeWait is over
				return
			}
		case <-ping.C:
			if err := c.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(c.handler.bounds.writeWait)); err != nil {
				return
			}
		case <-c.gone:
			return
		}
	}
}

// flush sends all that there is, a frame an event, and closes the connection if
// that is wanted.
func (c *conn) flush() (closed bool, err error) {
	for {
		frame, closing := c.handler.next(c)
		deadline := time.Now().Add(c.handler.bounds.writeWait)
		switch {
		case closing:
			bye := websocket.FormatCloseMessage(websocket.CloseGoingAway, "the server shuts down")
			err := c.ws.WriteControl(websocket.CloseMessage, bye, deadline)
			c.ws.SetReadDeadline(time.Now().Add(closeWait))
			return true, err
		case frame == nil:
			return false, nil
		}
		c.ws.SetWriteDeadline(deadline)
		if err := c.ws.WriteMessage(websocket.TextMessage, frame); err != nil {
			return false, fmt.Errorf("write frame: %w", err)
		}
	}
}
