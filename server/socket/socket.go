// Package socket carries runs over a websocket, subprotocol tour.run.v1: one
// JSON object a text frame, play.Request one way and play.Event the other.
// Several runs share a connection.
//
// A connection has one reader and one writer, and is one feed.Follower: what it is
// sent is kept there. One that breaks, or is cut since it falls too far behind, takes
// with it only the runs whose names could be guessed. The others go on, and can be
// resumed from another connection.
package socket

import (
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"asynctour/server/fair"
	"asynctour/server/feed"
	"asynctour/server/play"
)

// Subprotocol is what a client has to ask for.
const Subprotocol = "tour.run.v1"

const (
	// writeWait bounds one write.
	writeWait = 10 * time.Second
	// pongWait is how long a silent peer is believed to be there; pingPeriod,
	// shorter, how often it is asked: twice within the 50 or 60 s after which
	// proxies close a connection that carries nothing.
	pongWait   = 60 * time.Second
	pingPeriod = 25 * time.Second
	// bufferSize is that of a connection's buffers, in bytes. Most frames are small.
	bufferSize = 1 << 10
	// closeWait is how long a peer may take to answer that a connection is closed.
	closeWait = time.Second
)

// A Config is what a Handler is made of.
type Config struct {
	Feeds  *feed.Feeds
	Limits play.Limits // what a frame may hold follows from them
	Log    *slog.Logger
	// Left is called when a connection has ended, with the owner of what ran for it; nil: nothing is.
	Left func(fair.Owner)

	// Origins are those whose pages may connect, beside pages of the same host:
	// "https://course.example".
	Origins []string
	// Address returns the reader's network address; nil: the other end of the connection.
	Address func(*http.Request) string
	// Connections are how many an address may have at a time; 0: any number.
	Connections int
}

// waits are the constants above; tests make them smaller.
type waits struct {
	write, pong, ping time.Duration
}

// A Handler serves the websocket.
type Handler struct {
	config Config
	feeds  *feed.Feeds
	waits  waits

	buffers sync.Pool // for writing, of those connections that do

	mu        sync.Mutex // guards what follows, and what conn says
	conns     map[*conn]struct{}
	addresses map[string]int // connections
	serial    uint64         // of the last connection
	refused   int            // requests
	draining  bool
	over      bool          // Shutdown has returned, or is about to
	changed   chan struct{} // while draining: holds a token when a connection has come or left
}

// Stats is how a Handler is doing.
type Stats struct {
	Connections int // open
	Refused     int // requests, since the start
	Feeds       feed.Stats
}

// New returns a Handler. It has to be shut down.
func New(c Config) *Handler {
	if c.Address == nil {
		c.Address = peer
	}
	if c.Left == nil {
		c.Left = func(fair.Owner) {}
	}
	return &Handler{
		config:    c,
		feeds:     c.Feeds,
		waits:     waits{writeWait, pongWait, pingPeriod},
		conns:     map[*conn]struct{}{},
		addresses: map[string]int{},
		changed:   make(chan struct{}, 1),
	}
}

// maxFrame returns the size of a request in bytes: in JSON a byte of source can
// take six. What is larger closes the connection, with 1009.
func maxFrame(l play.Limits) int64 { return 6*int64(l.Source) + 64<<10 }

// peer returns the address of the other end of the connection.
func peer(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// ServeHTTP upgrades the request. The connection then lives on by itself.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !websocket.IsWebSocketUpgrade(r) {
		h.explain(w, r)
		return
	}
	upgrader := websocket.Upgrader{
		Subprotocols: []string{Subprotocol}, CheckOrigin: h.allowed,
		// Buffers of its own, instead of those of the request, which hold on to all of it.
		ReadBufferSize: bufferSize, WriteBufferSize: bufferSize, WriteBufferPool: &h.buffers,
	}
	c := &conn{handler: h, gone: make(chan struct{}), ready: make(chan struct{}, 1)}
	if !h.join(c, h.config.Address(r)) {
		w.Header().Set("Retry-After", "10")
		http.Error(w, "too many connections from your network", http.StatusTooManyRequests)
		return
	}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		h.leave(c)
		return // Upgrade has answered
	}
	// From here on nothing of the request is needed: its goroutine, and what hangs
	// on it, is half of what an idle connection costs.
	go c.serve(ws)
}

// explain answers a request that is no websocket's, which a page makes to find out why
// it gets none: a page of an origin that may not connect gets the status 403.
func (h *Handler) explain(w http.ResponseWriter, r *http.Request) {
	if !h.allowed(r) {
		http.Error(w, "This page may not run programs here. Is it a page of this server's? Then a proxy before "+
			"it has to pass the Host on, or -origin has to name the address.", http.StatusForbidden)
		return
	}
	w.Header().Set("Upgrade", "websocket")
	w.Header().Set("Connection", "Upgrade")
	http.Error(w, "Runs take a websocket. A proxy before this server has to pass on the headers Upgrade and Connection.",
		http.StatusUpgradeRequired)
}

// Stats returns how the handler is doing.
func (h *Handler) Stats() Stats {
	h.mu.Lock()
	defer h.mu.Unlock()
	return Stats{Connections: len(h.conns), Refused: h.refused, Feeds: h.feeds.Stats()}
}

// join adds a connection, unless its address has too many.
func (h *Handler) join(c *conn, address string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.over || h.config.Connections > 0 && h.addresses[address] >= h.config.Connections {
		return false
	}
	h.addresses[address]++
	c.late = h.draining
	h.serial++
	c.owner = fair.Owner{Address: address, Connection: h.serial}
	h.conns[c] = struct{}{}
	h.wake()
	return true
}

// leave removes a connection, whose runs go on if they can be resumed.
func (h *Handler) leave(c *conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, ok := h.conns[c]; !ok {
		return
	}
	delete(h.conns, c)
	if h.addresses[c.owner.Address]--; h.addresses[c.owner.Address] == 0 {
		delete(h.addresses, c.owner.Address)
	}
	if c.follower != nil {
		c.follower.Leave()
	}
	h.wake()
}
