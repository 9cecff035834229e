// Package feed keeps the numbered events of runs, so that they can be followed
// while they come, and resumed from any number on.
//
// A run never waits for a reader: its events are appended to its feed, which is
// kept within bounds, and a Follower takes them from there at its own pace. A run
// may have any number of followers. One of them at most holds it: the one that has
// started it, or the last one to resume it. A run that nobody holds goes on for a
// while (its lease), if its name cannot be guessed, and is ended then; package play
// says how clients resume. A follower that falls too far behind is cut.
//
// It knows neither sockets nor frames of any: a websocket is one follower.
package feed

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"asynctour/server/fair"
	"asynctour/server/play"
)

// maxKept bounds what is kept of all runs, in bytes of JSON.
const maxKept = 256 << 20

// A Config is what Feeds are made of.
type Config struct {
	// Run runs what a start request asks for, as engine.Engine.Run does.
	Run    func(ctx context.Context, owner fair.Owner, req play.Request, in *play.Input, emit func(play.Event))
	Limits play.Limits
	Log    *slog.Logger

	Admit func(address string) error // whether an address may start one more run now, or a *play.Fault; nil: it may
	Runs  int                        // how many runs an address may have at a time; 0: any number
}

// Bounds say how much is kept. The sizes are in bytes of JSON.
type Bounds struct {
	Unsent int           // of the events that a follower has not taken yet, beside those that it has resumed
	Kept   int           // of the events of one run
	All    int           // of the events of all runs
	Lease  time.Duration // how long a run goes on that nobody holds, and can be resumed after its end
}

// NewBounds returns the bounds for runs within limits. They leave room for a few
// times the output of a run, and for more in a feed than a follower may leave
// unsent, so that nothing is missing when one that was cut resumes.
func NewBounds(l play.Limits) Bounds {
	return Bounds{Unsent: 4 * l.Output, Kept: 8 * l.Output, All: maxKept, Lease: play.ResumeTime}
}

// Feeds are the runs of a server: those under way, and those that have ended and
// can still be resumed.
type Feeds struct {
	config Config
	Bounds Bounds // to be changed before the first run alone
	ctx    context.Context
	stop   context.CancelCauseFunc // of all runs

	mu       sync.Mutex       // guards what follows, and all feeds and followers
	held     map[string]*feed // those that can be resumed, by name
	ended    []*feed          // those of them that have ended, the oldest first
	kept     int              // bytes of all events
	runs     map[string]int   // under way, by address
	draining chan struct{}    // nil, or holds a token when a run has ended
	stats    Stats
}

// Stats is how Feeds are doing.
type Stats struct {
	Runs     int // under way
	Detached int // of Runs, those that nobody holds
	Cut      int // followers, since the start
	Resumed  int // runs, since the start
	Gaps     int // emitted, since the start
}

// New returns Feeds. They have to be drained, stopped and closed.
func New(c Config) *Feeds {
	ctx, stop := context.WithCancelCause(context.Background())
	if c.Admit == nil {
		c.Admit = func(string) error { return nil }
	}
	return &Feeds{config: c, Bounds: NewBounds(c.Limits), ctx: ctx, stop: stop, held: map[string]*feed{},
		runs: map[string]int{}}
}

// Stats returns how the feeds are doing.
func (fs *Feeds) Stats() Stats {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	s := fs.stats
	for _, d := range fs.held {
		if d.holder == nil && !d.ended {
			s.Detached++
		}
	}
	return s
}

// Drain refuses starts from now on. The channel that it returns holds a token
// when a run has ended.
func (fs *Feeds) Drain() (ended <-chan struct{}) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	if fs.draining == nil {
		fs.draining = make(chan struct{}, 1)
	}
	return fs.draining
}

// Stop ends the runs that are under way, because of cause.
func (fs *Feeds) Stop(cause error) { fs.stop(cause) }

// Close forgets all that is kept. Nothing can be resumed any more.
func (fs *Feeds) Close() {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	for _, d := range fs.held {
		fs.forget(d)
	}
}
