package feed

import (
	"context"
	"slices"
	"time"

	"asynctour/server/fair"
	"asynctour/server/play"
)

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
