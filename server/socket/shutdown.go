package socket

import (
	"context"

	"asynctour/server/play"
)

// Shutdown lets the runs that are under way end, starts no others, and closes
// each connection, with 1001, when its runs have ended and all is sent. When
// ctx ends it ends the runs that are left, and the connections that do not close
// within closeWait are cut.
func (h *Handler) Shutdown(ctx context.Context) {
	h.mu.Lock()
	h.draining = true
	h.mu.Unlock()
	ended := h.feeds.Drain()
	h.drain(ctx, ended)
	h.feeds.Stop(play.ErrShutdown)
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*closeWait)
	defer cancel()
	h.drain(last, ended)
	h.mu.Lock()
	h.over = true
	var left []*conn
	for c := range h.conns {
		left = append(left, c)
	}
	h.mu.Unlock()
	for _, c := range left {
		h.leave(c)
		c.close()
	}
	h.feeds.Close()
}

// close closes the connection, if it has been upgraded.
func (c *conn) close() {
	c.handler.mu.Lock()
	ws := c.ws
	c.handler.mu.Unlock()
	if ws != nil {
		ws.Close()
	}
}

// drain closes connections until none is left and all runs have ended, or ctx ends.
func (h *Handler) drain(ctx context.Context, ended <-chan struct{}) {
	for h.settle() {
		select {
		case <-h.changed:
		case <-ended:
		case <-ctx.Done():
			return
		}
	}
}

// settle closes the connections whose runs have ended, and reports whether there
// are runs or connections left. One that came to resume a run is left until no run
// is under way.
func (h *Handler) settle() bool {
	runs := h.feeds.Stats().Runs
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.conns {
		if !c.closing && c.follower != nil && !c.follower.UnderWay("") && (!c.late || runs == 0) {
			c.closing = true
			c.wake()
		}
	}
	return len(h.conns) > 0 || runs > 0
}

// wake has Shutdown look again. It is called with mu held.
func (h *Handler) wake() {
	if !h.draining {
		return
	}
	select {
	case h.changed <- struct{}{}:
	default:
	}
}
