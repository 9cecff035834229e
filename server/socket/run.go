package socket

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"asynctour/server/play"
)

// A run is one that is under way, or that has ended and can still be resumed.
// Its fields are guarded by the handler's mu, but for those that do not change.
type run struct {
	name    string
	address string
	secret  bool // its name cannot be guessed: it can be resumed
	stop    context.CancelCauseFunc
	in      *play.Input

	frames [][]byte // of its events, as long as they are kept
	first  int      // the Seq of frames[0]
	size   int      // of frames, in bytes
	ended  bool
	lost   bool // given up, or its frames were: it is not in held, and keeps nothing more

	conn   *conn // which it is attached to; nil: none
	next   int   // the Seq of the first event not sent on conn
	since  int   // the Seq of the first event that came after it was attached
	behind int   // bytes of the events from since on that are unsent
	timer  *time.Timer
}

// last returns the Seq of the last event.
func (r *run) last() int { return r.first + len(r.frames) - 1 }

// unsent reports whether there are events that conn has not been sent.
func (r *run) unsent() bool { return r.next <= r.last() }

// take returns the next event to send; a gap, if that is not kept any more.
func (r *run) take() (frame []byte, gap bool) {
	if r.next < r.first {
		e := play.Event{Run: r.name, Seq: r.first - 1, Kind: play.Gap, From: r.next}
		r.next = r.first
		frame, err := json.Marshal(e)
		if err == nil {
			return frame, true
		}
	}
	frame = r.frames[r.next-r.first]
	if r.next >= r.since {
		r.behind -= len(frame)
	}
	r.next++
	return frame, false
}

// drop drops the events before seq, and returns how many bytes they had.
func (r *run) drop(seq int) (bytes int) {
	n := min(max(seq-r.first, 0), len(r.frames))
	for i, frame := range r.frames[:n] {
		bytes += len(frame)
		if s := r.first + i; s >= r.next && s >= r.since {
			r.behind -= len(frame)
		}
	}
	clear(r.frames[:n])
	r.frames = r.frames[n:]
	r.first += n
	r.size -= bytes
	return bytes
}

// start begins a run, or resumes it if the server has it: the client could not
// know. It is called with mu held. The error is a *play.Fault.
func (h *Handler) start(c *conn, req play.Request) error {
	if r, ok := h.held[req.Run]; ok && r.conn != c {
		h.attach(r, c, 0)
		return nil
	} else if _, here := c.runs[req.Run]; ok || here {
		return play.Refuse("run", "bytes", play.MaxRunName)
	}
	under := 0
	for _, r := range c.runs {
		if !r.ended {
			under++
		}
	}
	n := h.count(c.address)
	switch {
	case h.draining:
		return &play.Fault{Reason: play.Busy, Key: "shutdown"}
	case under >= play.MaxRuns:
		return play.Refuse("runs", "runs", play.MaxRuns)
	case h.config.Runs > 0 && n.runs >= h.config.Runs:
		return &play.Fault{Reason: play.Busy, Key: "busy.runs", Args: []any{"runs", h.config.Runs}}
	}
	if err := h.config.Admit(c.address); err != nil {
		return err
	}
	n.runs++
	h.stats.Runs++
	ctx, stop := context.WithCancelCause(play.WithOwner(h.ctx, c.owner()))
	r := &run{
		name: req.Run, address: c.address, secret: len(req.Run) >= play.SecretName,
		stop: stop, in: play.NewInput(h.config.Limits.Stdin), first: 1, next: 1, since: 1, conn: c,
	}
	c.runs[r.name] = r
	if r.secret {
		h.held[r.name] = r
	}
	go func() {
		defer stop(nil)
		h.config.Run(ctx, req, r.in, func(e play.Event) { h.emit(r, e) })
	}()
	return nil
}

// resume sends on c what came after the events that its reader has. It is called
// with mu held. The error is a *play.Fault.
func (h *Handler) resume(c *conn, req play.Request) error {
	r, ok := h.held[req.Run]
	if !ok {
		return play.Refuse("resume")
	}
	h.attach(r, c, req.After)
	return nil
}

// attach has c be sent the events of r that follow after. It is called with mu
// held.
func (h *Handler) attach(r *run, c *conn, after int) {
	if r.conn != nil { // which may not have noticed yet that it is broken
		h.release(r)
	}
	if r.timer != nil && !r.ended {
		r.timer.Stop()
		r.timer = nil
	}
	h.stats.Resumed++
	r.conn, r.next, r.since, r.behind = c, min(max(after, 0), r.last())+1, r.last()+1, 0
	if r.unsent() {
		c.runs[r.name] = r
		c.active = append(c.active, r)
		h.wake(c)
	} else if r.ended {
		r.conn = nil
	} else {
		c.runs[r.name] = r
	}
}

// release takes r from its connection. It is called with mu held.
func (h *Handler) release(r *run) {
	delete(r.conn.runs, r.name)
	r.conn.active = slices.DeleteFunc(r.conn.active, func(other *run) bool { return other == r })
	r.conn, r.behind = nil, 0
}

// detach has r go on without its connection, or ends it if it cannot be resumed.
// It is called with mu held.
func (h *Handler) detach(r *run) {
	h.release(r)
	switch {
	case !r.secret:
		h.lose(r)
		r.stop(play.ErrStopped)
	case !r.ended:
		h.expire(r)
	}
}

// expire gives r up when it has not been resumed in time. It is called with mu held.
func (h *Handler) expire(r *run) {
	if r.timer != nil {
		r.timer.Stop()
	}
	var timer *time.Timer
	timer = time.AfterFunc(h.bounds.resume, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		switch {
		case r.timer != timer: // it has been resumed just now
		case r.conn != nil: // it has ended, and is still being sent
			h.expire(r)
		default:
			h.lose(r)
			r.stop(play.ErrStopped)
		}
	})
	r.timer = timer
}

// lose forgets all that is kept of r. It is called with mu held.
func (h *Handler) lose(r *run) {
	if r.lost {
		return
	}
	r.lost = true
	if r.secret {
		delete(h.held, r.name)
		h.ended = slices.DeleteFunc(h.ended, func(other *run) bool { return other == r })
	}
	h.kept -= r.drop(r.last() + 1)
	if r.timer != nil {
		r.timer.Stop()
	}
}

// emit keeps an event, and has it sent.
func (h *Handler) emit(r *run, e play.Event) {
	frame, err := json.Marshal(e)
	if err != nil {
		h.config.Log.Error("marshal event", "kind", e.Kind, "err", err)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if e.Kind == play.End {
		h.finish(r)
	}
	if r.lost {
		return
	}
	had := r.conn != nil && r.unsent()
	r.frames = append(r.frames, frame)
	r.size += len(frame)
	h.kept += len(frame)
	if c := r.conn; c != nil {
		r.behind += len(frame)
		if !had {
			c.active = append(c.active, r)
		}
		h.wake(c)
	}
	h.fit(r)
}

// finish counts a run as ended. It is called with mu held.
func (h *Handler) finish(r *run) {
	r.ended = true
	h.stats.Runs--
	h.count(r.address).runs--
	h.forget(r.address)
	h.tell()
	if !r.secret || r.lost {
		return
	}
	h.ended = append(h.ended, r)
	if r.timer == nil {
		h.expire(r)
	}
}

// fit keeps what is kept within its bounds: of r, and of all runs, where those
// that have ended and are sent go first. The last event always stays. It is
// called with mu held.
func (h *Handler) fit(r *run) {
	for r.size > h.bounds.kept && len(r.frames) > 1 {
		h.kept -= r.drop(r.first + 1)
	}
	for h.kept > h.bounds.keptAll && len(h.ended) > 0 && h.ended[0] != r && h.ended[0].conn == nil {
		h.lose(h.ended[0])
	}
	for h.kept > h.bounds.keptAll && len(r.frames) > 1 {
		h.kept -= r.drop(r.first + 1)
	}
}
