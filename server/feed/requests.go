package feed

import (
	"slices"

	"asynctour/server/play"
)

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

// Send adds the text of a request to what a run that the follower holds can read; ""
// ends it, and so does req.Last. What has arrived before, by its number, is ignored:
// who resumes a run sends again all that may be lost. To a run that has just ended it
// is lost: nobody is at fault. The error is a *play.Fault.
func (f *Follower) Send(req play.Request) error {
	d := f.receives(req)
	if d == nil {
		return nil
	}
	if err := d.in.Send(req.Text); err != nil {
		return err
	}
	if req.Last {
		return d.in.Close()
	}
	return nil
}

// receives returns the feed of the run that a request gives input to, nil if there is
// none or if it has that input already.
func (f *Follower) receives(req play.Request) *feed {
	f.feeds.mu.Lock()
	defer f.feeds.mu.Unlock()
	p := f.place(req.Run)
	if p == nil || req.Input > 0 && req.Input <= p.feed.inputs {
		return nil
	}
	p.feed.inputs = max(p.feed.inputs, req.Input)
	return p.feed
}

// Stop stops a run that the follower holds, as its reader.
func (f *Follower) Stop(name string) {
	if d := f.holding(name); d != nil {
		d.stop(play.ErrStopped)
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
