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
	"encoding/json"
	"log/slog"
	"slices"
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
	return &Feeds{config: c, Bounds: NewBounds(c.Limits), ctx: ctx, stop: stop, held: map[string]*feed{}, runs: map[string]int{}}
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

// A feed is the events of one run. Its fields are guarded by the mu of its Feeds,
// but for those that do not change.
type feed struct {
	name    string
	address string
	secret  bool // its name cannot be guessed: it can be resumed
	stop    context.CancelCauseFunc
	in      *play.Input

	frames [][]byte // the events that are kept, as JSON
	first  int      // the Seq of frames[0]
	size   int      // of frames, in bytes
	ended  bool
	lost   bool // nobody can find it any more: it is kept for its followers alone

	places []*place // of its followers
	holder *place   // the one of them that holds it; nil: none
	lease  *time.Timer
}

// last returns the Seq of the last event.
func (d *feed) last() int { return d.first + len(d.frames) - 1 }

// drop drops the events before seq, and returns how many bytes they had.
func (d *feed) drop(seq int) (bytes int) {
	n := min(max(seq-d.first, 0), len(d.frames))
	for i, frame := range d.frames[:n] {
		bytes += len(frame)
		for _, p := range d.places {
			if s := d.first + i; s >= p.next && s >= p.since {
				p.count(-len(frame))
			}
		}
	}
	clear(d.frames[:n])
	d.frames = d.frames[n:]
	d.first += n
	d.size -= bytes
	return bytes
}

// needed returns the Seq of the first event that somebody may still ask for.
func (d *feed) needed() int {
	if d.secret && !d.lost {
		return d.first
	}
	first := d.last() + 1
	for _, p := range d.places {
		first = min(first, p.next)
	}
	return first
}

// trim drops what nobody can ask for. It is called with mu held.
func (fs *Feeds) trim(d *feed) { fs.kept -= d.drop(d.needed()) }

// begin begins a run. It is called with mu held.
func (fs *Feeds) begin(owner fair.Owner, req play.Request) *feed {
	fs.runs[owner.Address]++
	fs.stats.Runs++
	ctx, stop := context.WithCancelCause(fs.ctx)
	d := &feed{
		name: req.Run, address: owner.Address, secret: len(req.Run) >= play.SecretName,
		stop: stop, in: play.NewInput(fs.config.Limits.Stdin), first: 1,
	}
	if d.secret {
		fs.held[d.name] = d
	}
	go func() {
		defer stop(nil)
		fs.config.Run(ctx, owner, req, d.in, func(e play.Event) { fs.append(d, e) })
	}()
	return d
}

// append adds an event, and wakes those who follow.
func (fs *Feeds) append(d *feed, e play.Event) {
	frame, err := json.Marshal(e)
	if err != nil {
		fs.config.Log.Error("marshal event", "kind", e.Kind, "err", err)
		return
	}
	fs.mu.Lock()
	defer fs.mu.Unlock()
	if e.Kind == play.KindEnd {
		fs.finish(d)
	}
	d.frames = append(d.frames, frame)
	d.size += len(frame)
	fs.kept += len(frame)
	for _, p := range slices.Clone(d.places) { // one that is cut leaves
		p.count(len(frame))
		p.follower.activate(p)
		p.follower.wake()
	}
	fs.trim(d)
	fs.fit(d)
}

// finish counts a run as ended. It is called with mu held.
func (fs *Feeds) finish(d *feed) {
	d.ended = true
	fs.stats.Runs--
	if fs.runs[d.address]--; fs.runs[d.address] == 0 {
		delete(fs.runs, d.address)
	}
	if fs.draining != nil {
		select {
		case fs.draining <- struct{}{}:
		default:
		}
	}
	if !d.secret || d.lost {
		return
	}
	fs.ended = append(fs.ended, d)
	if d.lease == nil {
		fs.expire(d)
	}
}

// fit keeps what is kept within the bounds: of d, and of all runs, where those that
// have ended and are sent go first. The last event always stays. It is called with
// mu held.
func (fs *Feeds) fit(d *feed) {
	for d.size > fs.Bounds.Kept && len(d.frames) > 1 {
		fs.kept -= d.drop(d.first + 1)
	}
	for fs.kept > fs.Bounds.All && len(fs.ended) > 0 && fs.ended[0] != d && len(fs.ended[0].places) == 0 {
		fs.forget(fs.ended[0])
	}
	for fs.kept > fs.Bounds.All && len(d.frames) > 1 {
		fs.kept -= d.drop(d.first + 1)
	}
}

// release has a run go on that nobody holds any more, or ends it if it cannot be
// resumed. It is called with mu held.
func (fs *Feeds) release(d *feed) {
	d.holder = nil
	switch {
	case !d.secret:
		fs.forget(d)
		d.stop(play.ErrStopped)
	case !d.ended:
		fs.expire(d)
	}
}

// expire ends a run, and forgets it, when its lease is over: when nobody has
// resumed it in time. It is called with mu held.
func (fs *Feeds) expire(d *feed) {
	if d.lease != nil {
		d.lease.Stop()
	}
	var lease *time.Timer
	lease = time.AfterFunc(fs.Bounds.Lease, func() {
		fs.mu.Lock()
		defer fs.mu.Unlock()
		switch {
		case d.lease != lease: // it has been resumed just now
		case d.holder != nil: // it has ended, and is still being sent
			fs.expire(d)
		default:
			fs.forget(d)
			d.stop(play.ErrStopped)
		}
	})
	d.lease = lease
}

// forget has nobody find a run any more. It is called with mu held.
func (fs *Feeds) forget(d *feed) {
	if d.lost {
		return
	}
	d.lost = true
	if d.secret {
		delete(fs.held, d.name)
		fs.ended = slices.DeleteFunc(fs.ended, func(other *feed) bool { return other == d })
	}
	if d.lease != nil {
		d.lease.Stop()
	}
	fs.trim(d)
}
