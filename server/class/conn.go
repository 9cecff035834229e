package class

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"asynctour/server/socket"
)

const (
	writeWait  = 10 * time.Second // bounds one write
	pongWait   = 60 * time.Second // how long a silent peer is believed to be there
	pingPeriod = 25 * time.Second // how often a peer is asked: twice before proxies close a silent connection
	closeWait  = time.Second      // how long a peer may take to answer that a connection is closed
	helloWait  = 10 * time.Second // how long the first frame may take
	bufferSize = 1 << 10          // of a connection's buffers, in bytes: most frames are small

	// maxQueue is how many bytes may wait for a connection. One that falls further behind is cut, comes again, and gets
	// the whole state instead.
	maxQueue = 4 << 20

	// A connection may send frameRate frames a second, frameBurst at once.
	frameRate  = 10
	frameBurst = 60
)

// A conn is one connection.
type conn struct {
	classes *Classes
	ws      *websocket.Conn
	account Account       // that the cookie of the handshake is of; zero without
	unknown error         // why that is not known
	ready   chan struct{} // holds a token when there is something for the writer
	gone    chan struct{} // closed when the reader has ended
	written chan struct{} // closed when the writer has, or has closed the connection

	// Set by hello, before there is a class.
	class   *class
	of      audience
	member  string // a student's; "" for others
	isOwner bool   // the staff: the teacher, and no assistant
	lang    string
	mine    Mine // what it was sent; the class's mu guards it

	tokens float64 // frames that it may send now
	filled time.Time

	mu      sync.Mutex
	queue   [][]byte
	queued  int // bytes
	closing bool
}

// serveSocket serves the websocket.
func (cs *Classes) serveSocket(w http.ResponseWriter, r *http.Request) {
	allowed := func(r *http.Request) bool { return socket.Allowed(r, cs.config.Origins) }
	if !websocket.IsWebSocketUpgrade(r) {
		w.Header().Set("Upgrade", "websocket")
		w.Header().Set("Connection", "Upgrade")
		http.Error(w, "A class takes a websocket. A proxy before this server has to pass on the headers Upgrade and Connection.",
			http.StatusUpgradeRequired)
		return
	}
	c := &conn{classes: cs, ready: make(chan struct{}, 1), gone: make(chan struct{}), written: make(chan struct{}),
		tokens: frameBurst, filled: cs.config.Now()}
	c.account, c.unknown = cs.config.Account(r)
	upgrader := websocket.Upgrader{Subprotocols: []string{Subprotocol}, CheckOrigin: allowed,
		ReadBufferSize: bufferSize, WriteBufferSize: bufferSize, WriteBufferPool: &cs.buffers}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	c.ws = ws
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.closed {
		ws.Close()
		return
	}
	cs.conns[c] = struct{}{}
	cs.done.Add(2)
	// Nothing of the request is needed from here on: its goroutine is half of what an idle connection costs.
	go c.write()
	go c.read()
}

// cut ends the connection at once.
func (c *conn) cut() { c.ws.Close() }

// read handles requests until the connection ends.
func (c *conn) read() {
	cs := c.classes
	defer cs.done.Done()
	defer c.ws.Close()
	defer close(c.gone)
	defer func() {
		cs.mu.Lock()
		delete(cs.conns, c)
		cs.mu.Unlock()
		if c.class != nil {
			cs.exit(c.class, c)
		}
	}()
	c.ws.SetPongHandler(func(string) error { return c.ws.SetReadDeadline(time.Now().Add(pongWait)) })
	wait := helloWait
	for {
		if c.ws.SetReadDeadline(time.Now().Add(wait)) != nil {
			return
		}
		wait = pongWait
		req, err := c.next()
		var f *fault
		if err != nil && !errors.As(err, &f) {
			return
		}
		if err == nil {
			err = c.handle(req)
		}
		if err != nil {
			c.refuse(req, err)
		}
		if c.isClosing() {
			wait = closeWait // for the peer to close it too
		}
	}
}

// maxFrame returns the most bytes of a frame: in JSON a byte of source can take six.
func (cs *Classes) maxFrame() int64 { return 6*int64(cs.config.Source) + 16<<10 }

// errFrame ends a connection that has sent a frame that is too large.
var errFrame = errors.New("class: the frame is too large")

// next reads a frame. An error that is a *fault leaves the connection as it was.
func (c *conn) next() (req Request, err error) {
	kind, r, err := c.ws.NextReader()
	if err != nil {
		return req, err
	}
	limit := c.classes.maxFrame()
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	switch {
	case err != nil:
		return req, err
	case int64(len(data)) > limit:
		// What is left of the frame is not read: the connection ends.
		c.refuse(req, refuse("size", "n", limit))
		c.finish()
		<-c.written
		return req, errFrame
	case kind != websocket.TextMessage || !utf8.Valid(data):
		return req, refuse("frame", "detail", "text in UTF-8 is expected")
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&req); err != nil {
		return req, refuse("frame", "detail", clip(err.Error(), maxDetail))
	}
	if dec.More() {
		return req, refuse("frame", "detail", "one object is expected")
	}
	return req, nil
}

// maxDetail is the most characters of what is wrong with a request.
const maxDetail = 100

// refuse answers a request that cannot be done.
func (c *conn) refuse(req Request, err error) {
	f := c.classes.fault(err, "request", clip(req.Kind, maxDetail))
	key := req.Key
	if !isKey(key) {
		key = ""
	}
	c.answer(Answer{Kind: KindRefused, Key: key, Reason: f.key, Message: f.message(c.lang)})
}

// answer sends an answer.
func (c *conn) answer(a Answer) { c.send(marshal(a)) }

// end sends the last frame.
func (c *conn) end(reason string, f *fault) {
	c.answer(Answer{Kind: KindEnd, Reason: reason, Message: f.message(c.lang)})
	c.finish()
}

// finish has the connection closed once all is sent.
func (c *conn) finish() {
	c.mu.Lock()
	c.closing = true
	c.mu.Unlock()
	c.wake()
}

func (c *conn) isClosing() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closing
}

// send queues a frame, which nobody changes.
func (c *conn) send(frame []byte) {
	c.mu.Lock()
	if c.closing {
		c.mu.Unlock()
		return
	}
	c.queue = append(c.queue, frame)
	c.queued += len(frame)
	behind := c.queued > maxQueue
	c.mu.Unlock()
	if behind {
		c.cut()
		return
	}
	c.wake()
}

// wake has the writer look for what to do.
func (c *conn) wake() {
	select {
	case c.ready <- struct{}{}:
	default:
	}
}

// write sends what there is to send, and pings, until the connection ends.
func (c *conn) write() {
	defer c.classes.done.Done()
	defer c.ws.Close()
	written := sync.OnceFunc(func() { close(c.written) })
	defer written()
	ping := time.NewTicker(pingPeriod)
	defer ping.Stop()
	for {
		select {
		case <-c.ready:
		case <-ping.C:
			if c.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWait)) != nil {
				return
			}
			continue
		case <-c.gone:
			return
		}
		if closed, err := c.flush(); err != nil {
			return
		} else if closed {
			written()
			<-c.gone // until the peer has answered, or closeWait is over
			return
		}
	}
}

// flush sends all that is queued, and then closes the connection if that is wanted.
func (c *conn) flush() (closed bool, err error) {
	for {
		c.mu.Lock()
		frames := c.queue
		c.queue, c.queued = nil, 0
		closing := c.closing
		c.mu.Unlock()
		if len(frames) == 0 {
			if closing {
				bye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
				err = c.ws.WriteControl(websocket.CloseMessage, bye, time.Now().Add(writeWait))
				c.ws.SetReadDeadline(time.Now().Add(closeWait))
			}
			return closing, err
		}
		for _, frame := range frames {
			c.ws.SetWriteDeadline(time.Now().Add(writeWait))
			if err := c.ws.WriteMessage(websocket.TextMessage, frame); err != nil {
				return false, fmt.Errorf("write frame: %w", err)
			}
		}
	}
}

// maySend reports whether the connection may send another frame now.
func (c *conn) maySend() bool {
	now := c.classes.config.Now()
	c.tokens = min(frameBurst, c.tokens+now.Sub(c.filled).Seconds()*frameRate)
	c.filled = now
	if c.tokens < 1 {
		return false
	}
	c.tokens--
	return true
}
