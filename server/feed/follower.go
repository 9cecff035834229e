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
