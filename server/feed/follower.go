package feed

import (
	"encoding/json"
	"slices"

	"asynctour/server/fair"
	"asynctour/server/play"
)

// A Follower takes the events of any number of runs, one of each in turn.
type Follower struct {
	feeds *Feeds
	owner fair.Owner
	ready chan struct{} // holds a token when there may be something to take
	cut   func()

	places []*place // those whose end is not taken yet
	active []*place // those of them that have something to take, in the order of their turns
	behind int      // bytes that have come since it follows, and are not taken
	left   bool
}

// A place is how far a follower is in a feed.
type place struct {
	feed     *feed
	follower *Follower
	next     int  // the Seq of the first event that is not taken
	since    int  // the Seq of the first event that came after it began to follow
	behind   int  // bytes of the events from since on that are not taken
	active   bool // is in the follower's active
}

// Follower returns a follower, for whose owner runs are started. cut is called, with
// a lock held, when it is too far behind: nothing follows then.
func (fs *Feeds) Follower(owner fair.Owner, cut func()) *Follower {
	return &Follower{feeds: fs, owner: owner, ready: make(chan struct{}, 1), cut: cut}
}

// Ready returns the channel that holds a token when there may be something for Next.
func (f *Follower) Ready() <-chan struct{} { return f.ready }

// Start begins a run, and holds it. A run of that name that the follower may resume
// is resumed instead, from its first event: a client cannot know whether its start
// has arrived. The error is a *play.Fault.
func (f *Follower) Start(req play.Request) error {
	if done, err := f.mayStart(req); done || err != nil {
		return err
	}
	if err := f.feeds.config.Admit(f.owner.Address); err != nil {
		return err
	}
	fs := f.feeds
	fs.mu.Lock()
	defer fs.mu.Unlock()
	if f.left {
		return nil
	}
	// Once more: meanwhile others may have started some.
	if done, err := f.resumeOrRefuse(req); done || err != nil {
		return err
	}
	f.hold(fs.begin(f.owner, req), 0)
	return nil
}

// mayStart does what Start does before it asks whether the address is admitted.
func (f *Follower) mayStart(req play.Request) (done bool, err error) {
	f.feeds.mu.Lock()
	defer f.feeds.mu.Unlock()
	if f.left {
		return true, nil
	}
	return f.resumeOrRefuse(req)
}

// resumeOrRefuse resumes the run that req would start, if there is such a one. The
// error says why it may not be started. It is called with mu held.
func (f *Follower) resumeOrRefuse(req play.Request) (resumed bool, err error) {
	fs := f.feeds
	d, ok := fs.held[req.Run]
	if ok && (d.holder == nil || d.holder.follower != f) {
		fs.stats.Resumed++
		f.hold(d, 0)
		return true, nil
	} else if ok || f.place(req.Run) != nil {
		return false, play.Refuse("run", "bytes", play.MaxRunName)
	}
	under := 0
	for _, p := range f.places {
		if p.holds() && !p.feed.ended {
			under++
		}
	}
	switch {
	case fs.draining != nil:
		return false, &play.Fault{Reason: play.ReasonBusy, Key: "shutdown"}
	case under >= play.MaxRuns:
		return false, play.Refuse("runs", "runs", play.MaxRuns)
	case fs.config.Runs > 0 && fs.runs[f.owner.Address] >= fs.config.Runs:
		return false, &play.Fault{Reason: play.ReasonBusy, Key: "busy.runs", Args: []any{"runs", fs.config.Runs}}
	}
	return false, nil
}

// Resume holds a run from the event on that follows after, and takes it from the
// follower that held it, which may not have noticed yet that it is broken. The error
// is a *play.Fault.
func (f *Follower) Resume(name string, after int) error {
	fs := f.feeds
	fs.mu.Lock()
	defer fs.mu.Unlock()
	d, ok := fs.held[name]
	switch {
	case f.left:
		return nil
	case !ok:
		return play.Refuse("resume")
	}
	fs.stats.Resumed++
	f.hold(d, after)
	return nil
}

// Watch follows a run that others can resume, from the event on that follows after,
// and leaves it to whoever holds it. It reports whether there is such a run.
func (f *Follower) Watch(name string, after int) bool {
	fs := f.feeds
	fs.mu.Lock()
	defer fs.mu.Unlock()
	d, ok := fs.held[name]
	if ok && !f.left {
		f.follow(d, after)
	}
	return ok
}

// Send adds to what a run that the follower holds can read; "" ends it. To one that
// has just ended it is lost: nobody is at fault. The error is a *play.Fault.
func (f *Follower) Send(name, text string) error {
	if d := f.holding(name); d != nil {
		return d.in.Send(text)
	}
	return nil
}

// Stop stops a run that the follower holds, as its reader.
func (f *Follower) Stop(name string) {
	if d := f.holding(name); d != nil {
		d.stop(play.ErrStopped)
	}
}

// UnderWay reports whether a run goes on that the follower holds: that of a name, or
// any if that is "".
func (f *Follower) UnderWay(name string) bool {
	f.feeds.mu.Lock()
	defer f.feeds.mu.Unlock()
	return slices.ContainsFunc(f.places, func(p *place) bool {
		return p.holds() && !p.feed.ended && (name == "" || p.feed.name == name)
	})
}

// Next takes the next event, as JSON; nil if there is none.
func (f *Follower) Next() []byte {
	fs := f.feeds
	fs.mu.Lock()
	defer fs.mu.Unlock()
	if len(f.active) == 0 {
		return nil
	}
	p := f.active[0]
	p.active = false
	f.active = slices.Delete(f.active, 0, 1)
	frame := p.take()
	fs.trim(p.feed)
	switch {
	case p.next <= p.feed.last():
		f.activate(p)
	case p.feed.ended:
		f.remove(p)
	}
	return frame
}

// Behind has the follower count, among what it has not taken, bytes of its user's: of
// answers that go the same way.
func (f *Follower) Behind(bytes int) {
	f.feeds.mu.Lock()
	defer f.feeds.mu.Unlock()
	f.behind += bytes
	if bytes > 0 {
		f.wake()
	}
}

// Leave ends the following. The runs that it held go on if they can be resumed.
func (f *Follower) Leave() {
	f.feeds.mu.Lock()
	defer f.feeds.mu.Unlock()
	f.leave()
}

func (f *Follower) leave() {
	if f.left {
		return
	}
	f.left = true
	for _, p := range slices.Clone(f.places) {
		held := p.holds()
		f.remove(p)
		if held {
			f.feeds.release(p.feed)
		}
		f.feeds.trim(p.feed)
	}
}

// hold follows a feed after an event, and holds its run. It is called with mu held.
func (f *Follower) hold(d *feed, after int) {
	if d.holder != nil {
		d.holder.follower.remove(d.holder)
	}
	if d.lease != nil && !d.ended {
		d.lease.Stop()
		d.lease = nil
	}
	d.holder = f.follow(d, after)
}

// follow follows a feed after an event. The place is nil if nothing is to come. It is
// called with mu held.
func (f *Follower) follow(d *feed, after int) *place {
	p := &place{feed: d, follower: f, next: min(max(after, 0), d.last()) + 1, since: d.last() + 1}
	waiting := p.next <= d.last()
	if d.ended && !waiting {
		return nil
	}
	d.places = append(d.places, p)
	f.places = append(f.places, p)
	if waiting {
		f.activate(p)
		f.wake()
	}
	return p
}

// remove removes a place from its feed and from its follower. It is called with mu
// held.
func (f *Follower) remove(p *place) {
	other := func(q *place) bool { return q == p }
	f.places = slices.DeleteFunc(f.places, other)
	f.active = slices.DeleteFunc(f.active, other)
	p.count(-p.behind)
	p.feed.places = slices.DeleteFunc(p.feed.places, other)
	if p.feed.holder == p {
		p.feed.holder = nil
	}
}

// activate gives a place that has something to take its turn, behind the others. It is called
// with mu held.
func (f *Follower) activate(p *place) {
	if !p.active && p.next <= p.feed.last() {
		p.active = true
		f.active = append(f.active, p)
	}
}

// wake says that there is something to take, or cuts a follower that is too far
// behind. It is called with mu held.
func (f *Follower) wake() {
	if f.behind > f.feeds.Bounds.Unsent && !f.left {
		f.feeds.stats.Cut++
		f.feeds.config.Log.Warn("slow reader cut", "connection", f.owner.Connection, "behind", f.behind)
		f.leave()
		f.cut()
		return
	}
	select {
	case f.ready <- struct{}{}:
	default:
	}
}

// place returns the follower's place in the feed of a run that it holds, nil if it
// holds none of that name. It is called with mu held.
func (f *Follower) place(name string) *place {
	i := slices.IndexFunc(f.places, func(p *place) bool { return p.holds() && p.feed.name == name })
	if i < 0 {
		return nil
	}
	return f.places[i]
}

// holding returns the feed of a run that the follower holds, nil if it holds none of
// that name.
func (f *Follower) holding(name string) *feed {
	f.feeds.mu.Lock()
	defer f.feeds.mu.Unlock()
	if p := f.place(name); p != nil {
		return p.feed
	}
	return nil
}

// holds reports whether the run is its follower's.
func (p *place) holds() bool { return p.feed.holder == p }

// count adds to the bytes that are not taken.
func (p *place) count(bytes int) {
	p.behind += bytes
	p.follower.behind += bytes
}

// take returns the next event: a gap, if that is not kept any more.
func (p *place) take() []byte {
	d := p.feed
	if p.next < d.first {
		gap := play.Event{Run: d.name, Seq: d.first - 1, Kind: play.KindGap, From: p.next}
		p.next = d.first
		if frame, err := json.Marshal(gap); err == nil {
			p.follower.feeds.stats.Gaps++
			return frame
		}
	}
	frame := d.frames[p.next-d.first]
	if p.next >= p.since {
		p.count(-len(frame))
	}
	p.next++
	return frame
}
