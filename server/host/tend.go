package host

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode"

	"asynctour/server/build"
	"asynctour/server/sandbox/gvisor"
	"asynctour/wasm/gocmd"
)

// A chore is something that a host prepares, and keeps in order: what fails is tried again, so
// that a host that was started on a full disk becomes a whole one when there is room.
type chore struct {
	do    func(context.Context) error // prepares it, and costs next to nothing once that has been done
	works func()                      // logs that it is prepared; nil: only that it is again
	fails func(error)                 // logs why it is not
	grave func(error) string          // returns what that means for readers; "": nothing. nil: never anything

	tried bool
	err   error // of the last trial
	wait  time.Duration
	next  time.Time
}

const (
	// A chore that has failed is done again after choreWait, and then after twice the time, up to
	// maxChoreWait; but at most a tenth of the time goes into it.
	choreWait, maxChoreWait = time.Second, time.Minute
	choreShare              = 10
)

// chores returns what Warm does, in order.
func (h *Host) chores() []*chore {
	log := h.config.Log
	var all []*chore
	for _, check := range h.checks() {
		all = append(all, &chore{
			do:    func(context.Context) error { return check() },
			fails: func(err error) { log.Warn(err.Error()) },
		})
	}
	all = append(all, &chore{
		do:    h.addPrograms,
		fails: func(err error) { log.Error("the programs of the lessons are not packed", "err", err) },
		grave: func(err error) string { return "the programs of the lessons are not packed: " + err.Error() },
	}, &chore{
		do: h.prepareBuilders,
		fails: func(err error) {
			if h.noGo == nil { // which Lacks has said
				log.Warn("edited programs cannot be built", "err", err)
			}
		},
		grave: func(err error) string { return "edited programs cannot be built: " + err.Error() },
	})
	if h.config.Sandbox == Auto {
		all = append(all, &chore{
			do:    func(ctx context.Context) error { return h.TakeNative(ctx, h.config.Exe) },
			works: func() { log.Info("sandbox", "kind", "gvisor") },
			fails: func(err error) { log.Info("sandbox", "kind", "wasi", "gvisor", err.Error()) },
			grave: func(err error) string {
				if errors.Is(err, gvisor.ErrNone) || errors.Is(err, build.ErrNoToolchain) {
					return ""
				}
				return "edited programs run in wasi and not in gVisor: " + err.Error()
			},
		})
	}
	return append(all, &chore{
		do: h.addToolchain,
		fails: func(err error) {
			log.Warn("there is no toolchain for pages: the server builds what readers edit", "err", err)
		},
		grave: func(err error) string {
			if errors.Is(err, gocmd.ErrNone) {
				return ""
			}
			return "pages do not build edited programs: " + err.Error()
		},
	}, &chore{
		do:    h.TakeRace,
		works: func() { log.Info("race detector", "works", true) },
		fails: func(err error) { log.Info("race detector", "works", false, "why", err.Error()) },
	})
}

// Warm prepares what the first readers would wait for: the published programs, where they are
// still to be packed, archives for builds, gVisor, a toolchain for pages, and at last the race detector, which few
// readers use and which takes another compilation of the library. Until ctx ends it then keeps
// all of that in order: what has failed is tried again, and what is damaged is made anew.
func (h *Host) Warm(ctx context.Context) {
	for ctx.Err() == nil {
		next := time.Now().Add(maxChoreWait)
		for _, c := range h.tended {
			if time.Now().Before(c.next) {
				next = earlier(next, c.next)
				continue
			}
			if h.attempt(ctx, c); ctx.Err() != nil {
				return
			}
			next = earlier(next, c.next)
		}
		select {
		case <-time.After(time.Until(next)):
		case <-ctx.Done():
		}
	}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// attempt does a chore once, logs what has changed, and sets when it is done next.
func (h *Host) attempt(ctx context.Context, c *chore) {
	begun := time.Now()
	err := c.do(ctx)
	if ctx.Err() != nil {
		return
	}
	h.tending.Lock()
	defer h.tending.Unlock()
	switch {
	case err == nil && c.works != nil && (!c.tried || c.err != nil):
		c.works()
	case err == nil && c.err != nil:
		h.config.Log.Info("mended", "what", c.err.Error())
	case err != nil && (c.err == nil || !alike(c.err, err)):
		c.fails(err)
	}
	c.wait = min(max(choreWait, 2*c.wait), maxChoreWait)
	if err == nil {
		c.wait = 0
	}
	c.tried, c.err = true, err
	c.next = begun.Add(maxChoreWait)
	if err != nil {
		c.next = time.Now().Add(max(c.wait, choreShare*time.Since(begun)))
	}
}

// alike reports whether two errors are the same but for numbers, as in the names of temporary files.
func alike(a, b error) bool {
	text := func(err error) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) {
				return -1
			}
			return r
		}, err.Error())
	}
	return text(a) == text(b)
}

// Problems returns what is wrong with this host, a sentence each. Readers can be sent to it all the
// same: pages are served, and do by themselves what the host cannot.
func (h *Host) Problems() (sentences []string) {
	for _, check := range h.checks() {
		if err := check(); err != nil {
			sentences = append(sentences, err.Error())
		}
	}
	h.tending.Lock()
	defer h.tending.Unlock()
	for _, c := range h.tended {
		if c.err != nil && c.grave != nil {
			if sentence := c.grave(c.err); sentence != "" {
				sentences = append(sentences, strings.ReplaceAll(sentence, "\n", "; "))
			}
		}
	}
	return sentences
}

// prepareBuilders makes the archives for edited programs, on the server and in pages.
func (h *Host) prepareBuilders(ctx context.Context) error {
	for _, b := range []*build.Builder{h.builders.wasi, h.builders.js} {
		if err := b.Prepare(ctx); err != nil {
			return err
		}
	}
	return nil
}
