package socket

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"asynctour/server/fair"
	"asynctour/server/feed"
	"asynctour/server/play"
)

// A conn is one connection.
type conn struct {
	handler *Handler
	owner   fair.Owner    // identifies the connection to queues and sandboxes
	ready   chan struct{} // holds a token when there is something to do for the writer, beside what the follower has
	gone    chan struct{} // closed when the reader has ended

	// Guarded by the handler's mu.
	ws       *websocket.Conn // nil before the upgrade
	follower *feed.Follower  // likewise
	late     bool            // it came after Shutdown, to resume a run perhaps
	replies  [][]byte        // to requests that were refused, and to pings
	closing  bool            // the writer is to close the connection once all is sent
}

// serve serves a connection until it ends.
func (c *conn) serve(ws *websocket.Conn) {
	h := c.handler
	h.mu.Lock()
	c.ws, c.follower = ws, h.feeds.Follower(c.owner, func() { ws.Close() })
	_, here := h.conns[c]
	h.wake()
	h.mu.Unlock()
	if !here { // the handler has been shut down meanwhile
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
		h.leave(c)
		h.config.Left(c.owner)
	}()
	alive := func() error { return c.ws.SetReadDeadline(time.Now().Add(h.waits.pong)) }
	c.ws.SetReadLimit(maxFrame(h.config.Limits))
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
			c.ws.WriteControl(websocket.CloseMessage, bye, time.Now().Add(h.waits.write))
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

// handle does what a request asks for. Its own fault is a *play.Fault.
func (c *conn) handle(req play.Request) error {
	if req.Kind == play.KindPing {
		return c.reply(play.Event{Kind: play.KindPong})
	}
	if req.Run == "" || len(req.Run) > play.MaxRunName {
		return play.Refuse("run", "bytes", play.MaxRunName)
	}
	switch req.Kind {
	case play.KindStart:
		return c.follower.Start(req)
	case play.KindResume:
		return c.follower.Resume(req.Run, req.After)
	case play.KindStdin:
		return c.follower.Send(req)
	case play.KindStop:
		c.follower.Stop(req.Run)
		return nil
	}
	return play.Refuse("kind", "kind", play.Quote(string(req.Kind)))
}

// refuse answers a request that asked for what cannot be. Where a run of that
// name is under way its own end is still to come, so the answer then names none.
func (c *conn) refuse(req play.Request, err error) {
	f := play.AsFault(err)
	if req.Run != "" && c.follower.UnderWay(req.Run) {
		req.Run = ""
	}
	e := play.Event{Run: req.Run, Seq: 1, Kind: play.KindEnd, Reason: f.Reason, Message: f.Message(req.Lang)}
	if req.Kind == play.KindResume {
		e.Seq += max(req.After, 0)
	}
	c.handler.mu.Lock()
	c.handler.refused++
	c.handler.mu.Unlock()
	if err := c.reply(e); err != nil {
		c.handler.config.Log.Error("reply", "err", err)
	}
}

// reply sends an event that is no run's.
func (c *conn) reply(e play.Event) error {
	frame, err := json.Marshal(e)
	if err != nil {
		return err
	}
	c.handler.mu.Lock()
	c.replies = append(c.replies, frame)
	c.handler.mu.Unlock()
	c.wake()
	c.follower.Behind(len(frame))
	return nil
}

// wake has the writer look for what to do.
func (c *conn) wake() {
	select {
	case c.ready <- struct{}{}:
	default:
	}
}

// next takes the next frame to send: replies first, then events. It reports whether
// the connection is to be closed, where there is none.
func (c *conn) next() (frame []byte, closing bool) {
	c.handler.mu.Lock()
	closing = c.closing
	if len(c.replies) > 0 {
		frame, c.replies = c.replies[0], c.replies[1:]
	}
	c.handler.mu.Unlock()
	if frame != nil {
		c.follower.Behind(-len(frame))
		return frame, false
	}
	if frame = c.follower.Next(); frame != nil {
		return frame, false
	}
	return nil, closing
}

// write sends what there is to send, and pings, until the connection ends.
func (c *conn) write() {
	defer c.ws.Close()
	ping := time.NewTicker(c.handler.waits.ping)
	defer ping.Stop()
	for {
		select {
		case <-c.ready:
		case <-c.follower.Ready():
		case <-ping.C:
			if err := c.ws.WriteControl(websocket.PingMessage, nil,
				time.Now().Add(c.handler.waits.write)); err != nil {
				return
			}
			continue
		case <-c.gone:
			return
		}
		if closed, err := c.flush(); err != nil {
			return
		} else if closed {
			<-c.gone // until the peer has answered, or closeWait is over
			return
		}
	}
}

// flush sends all that there is, a frame an event, and closes the connection if
// that is wanted.
func (c *conn) flush() (closed bool, err error) {
	for {
		frame, closing := c.next()
		deadline := time.Now().Add(c.handler.waits.write)
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
