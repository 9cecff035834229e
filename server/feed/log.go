package feed

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"asynctour/server/play"
)

// A feed is the events of one run. Its fields are guarded by the mu of its Feeds,
// but for those that do not change.
type feed struct {
	name    string
	address string
	secret  bool // its name cannot be guessed: it can be resumed
	stop    context.CancelCauseFunc
	in      *play.Input
	inputs  int // the number of the last numbered input that has arrived

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
