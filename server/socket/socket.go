// Package socket carries runs over a websocket, subprotocol tour.run.v1: one
// JSON object a text frame, play.Request one way and play.Event the other.
// Several runs share a connection.
//
// A connection has one reader and one writer. A run never waits for a slow
// reader: its events are kept, within bounds, and the writer takes them from
// there. A connection that falls too far behind is cut.
//
// A connection that breaks, or is cut, takes with it only the runs whose names
// could be guessed. The others go on, and can be resumed from another
// connection; package play says how.
package socket

import (
	"context"
	"log/slog"
	"net"
	"net/http"
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
	// maxUnsent is how much may wait to be sent on a connection, in bytes of
	// JSON, beside what it has resumed.
	maxUnsent = 4 * play.MaxOutput
	// maxKept is how much of a run is kept to be resumed, in bytes of JSON: an
	// output as long as a run's may be, several times over. It is more than
	// maxUnsent, so that nothing is missing when a slow reader resumes.
	maxKept = 8 * play.MaxOutput
	// maxKeptAll bounds what is kept of all runs.
	maxKeptAll = 256 << 20
	// writeWait bounds one write.
	writeWait = 10 * time.Second
	// pongWait is how long a silent peer is believed to be there; pingPeriod,
	// shorter, how often it is asked.
	pongWait   = 60 * time.Second
	pingPeriod = 54 * time.Second
	// bufferSize is that of a connection's buffers, in bytes. Most frames are small.
	bufferSize = 1 << 10
	// closeWait is how long a peer may take to answer that a connection is closed.
	closeWait = time.Second
)

// A Config is what a Handler is made of.
type Config struct {
	// Run runs what a start request asks for, as play.Runner.Run does.
	Run    func(ctx context.Context, req play.Request, in *play.Input, emit func(play.Event))
	Limits play.Limits
	Log    *slog.Logger
	// Left is called when a connection has ended, with the owner of what ran for it; nil: nobody wants to know.
	Left func(play.Owner)

	// Origins are those whose pages may connect, beside pages of the same host:
	// "https://course.example".
	Origins []string
	// Address returns the reader's network address; nil: the other end of the connection.
	Address func(*http.Request) string
	// Admit tells whether a reader may start one more run now; nil: always.
	Admit func(address string) error
	// Connections and Runs are how many an address may have at a time; 0: any number.
	Connections, Runs int
}

// bounds are the constants above; tests make them smaller.
type bounds struct {
	unsent, kept, keptAll                   int
	writeWait, pongWait, pingPeriod, resume time.Duration
}

// A Handler serves the websocket.
type Handler struct {
	config Config
	bounds bounds
	stop   context.CancelCauseFunc // of all runs
	ctx    context.Context         // theirs

	buffers sync.Pool // for writing, of those connections that do

	mu        sync.Mutex // guards what follows, and all of conns and runs but what says otherwise
	conns     map[*conn]struct{}
	held      map[string]*run // the runs that can be resumed, by name
	ended     []*run          // those of them that have ended, oldest first
	kept      int             // bytes of all runs' events
	addresses map[string]*count
	serial    uint64 // of the last connection
	draining  bool
	over      bool          // Shutdown has returned, or is about to
	changed   chan struct{} // while draining: holds a token when a run has ended or a connection has left
	stats     Stats
}

// A count is how much an address has at a time.
type count struct{ conns, runs int }

// Stats is how a Handler is doing.
type Stats struct {
	Connections int // open
	Runs        int // under way
	Detached    int // of Runs, those without a connection
	Cut         int // slow readers, since the start
	Resumed     int // runs, since the start
	Gaps        int // told, since the start
	Refused     int // requests, since the start
}

// New returns a Handler. It has to be shut down.
func New(c Config) *Handler {
	ctx, stop := context.WithCancelCause(context.Background())
	if c.Address == nil {
		c.Address = peer
	}
	if c.Admit == nil {
		c.Admit = func(string) error { return nil }
	}
	if c.Left == nil {
		c.Left = func(play.Owner) {}
	}
	return &Handler{
		config:    c,
		bounds:    bounds{maxUnsent, maxKept, maxKeptAll, writeWait, pongWait, pingPeriod, play.ResumeTime},
		ctx:       ctx,
		stop:      stop,
		conns:     map[*conn]struct{}{},
		held:      map[string]*run{},
		addresses: map[string]*count{},
		changed:   make(chan struct{}, 1),
	}
}

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
	upgrader := websocket.Upgrader{
		Subprotocols: []string{Subprotocol}, CheckOrigin: h.allowed,
		// Buffers of its own, instead of those of the request, which hold on to all of it.
		ReadBufferSize: bufferSize, WriteBufferSize: bufferSize, WriteBufferPool: &h.buffers,
	}
	c := &conn{handler: h, address: h.config.Address(r), runs: map[string]*run{}, ready: make(chan struct{}, 1), gone: make(chan struct{})}
	if !h.join(c) {
		w.Header().Set("Retry-After", "10")
		http.Error(w, "too many connections from your network", http.StatusTooManyRequests)
		return
	}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		h.mu.Lock()
		h.leave(c)
		h.mu.Unlock()
		return // Upgrade has answered
	}
	// From here on nothing of the request is needed: its goroutine, and what hangs
	// on it, is half of what an idle connection costs.
	go c.serve(ws)
}

// Stats returns how the handler is doing.
func (h *Handler) Stats() Stats {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := h.stats
	s.Connections = len(h.conns)
	for _, r := range h.held {
		if r.conn == nil && !r.ended {
			s.Detached++
		}
	}
	return s
}

// count returns the count of an address. It is called with mu held.
func (h *Handler) count(address string) *count {
	n, ok := h.addresses[address]
	if !ok {
		n = &count{}
		h.addresses[address] = n
	}
	return n
}

// forget drops the count of an address that has nothing any more. It is called
// with mu held.
func (h *Handler) forget(address string) {
	if n := h.addresses[address]; n != nil && *n == (count{}) {
		delete(h.addresses, address)
	}
}
