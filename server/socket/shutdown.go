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
	for h.settle() {
		select {
		case <-h.changed:
			continue
		case <-ctx.Done():
		}
		break
	}
	h.stop(play.ErrShutdown)
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*closeWait)
	defer cancel()
	for h.settle() {
		select {
		case <-h.changed:
			continue
		case <-last.Done():
		}
		break
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.over = true
	for c := range h.conns {
		h.leave(c)
		if c.ws != nil {
			c.ws.Close()
		}
	}
	for _, r := range h.held {
		h.lose(r)
	}
}

// settle closes the connections whose runs have ended, and reports whether there
// are runs or connections left.
func (h *Handler) settle() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.conns {
		under := false
		for _, r := range c.runs {
			under = under || !r.ended
		}
		if !under && !c.closing && (!c.late || h.stats.Runs == 0) {
			c.closing = true
			h.wake(c)
		}
	}
	return len(h.conns) > 0 || h.stats.Runs > 0
}

// tell has Shutdown look again. It is called with mu held.
func (h *Handler) tell() {
	if !h.draining {
		return
	}
	select {
	case h.changed <- struct{}{}:
	default:
	}
}
