package sandbox

import (
	"slices"
	"sync"
	"time"

	"asynctour/server/play"
)

// keptTime is how long a sandbox waits for its reader's next program.
const keptTime = 5 * time.Minute

// A kept holds sandboxes whose program has ended, each for the next one of the same
// reader, which starts with a fifth of the work. No reader has a sandbox that was
// another's: whatever a program might do to the kernel beneath it, it does to those
// of the same reader.
type kept[P spare] struct {
	most int

	mu     sync.Mutex
	closed bool
	all    []*keptOne[P] // the one that has waited longest first
	ending sync.WaitGroup
}

// A keptOne is a sandbox that is kept once.
type keptOne[P spare] struct {
	sandbox  P
	owner    play.Owner
	niceness int
	expiry   *time.Timer
}

// take returns a sandbox of the owner's that gives way no further than niceness,
// which cannot be taken back. ok is false if there is none.
func (k *kept[P]) take(owner play.Owner, niceness int) (sandbox P, ok bool) {
	its := func(o *keptOne[P]) bool { return o.owner == owner && o.niceness <= niceness }
	for o := k.pop(its); o != nil; o = k.pop(its) {
		if !o.sandbox.dead() {
			return o.sandbox, true
		}
		k.end(o)
	}
	return sandbox, false
}

// put keeps a sandbox for the owner, whose program it has run, or ends it.
func (k *kept[P]) put(sandbox P, owner play.Owner, niceness int) {
	o := &keptOne[P]{sandbox: sandbox, owner: owner, niceness: niceness}
	if !k.push(o) {
		k.end(o)
		return
	}
	if over := k.pop(func(*keptOne[P]) bool { return len(k.all) > k.most }); over != nil {
		k.end(over)
	}
}

// push adds o, unless k is closed.
func (k *kept[P]) push(o *keptOne[P]) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed {
		return false
	}
	o.expiry = time.AfterFunc(keptTime, func() {
		if k.pop(func(other *keptOne[P]) bool { return other == o }) != nil {
			k.end(o)
		}
	})
	k.all = append(k.all, o)
	return true
}

// pop takes out the first for which is is true, or returns nil.
func (k *kept[P]) pop(is func(*keptOne[P]) bool) *keptOne[P] {
	k.mu.Lock()
	defer k.mu.Unlock()
	i := slices.IndexFunc(k.all, is)
	if i < 0 {
		return nil
	}
	o := k.all[i]
	o.expiry.Stop()
	k.all = slices.Delete(k.all, i, i+1)
	return o
}

// forget ends those of an owner.
func (k *kept[P]) forget(owner play.Owner) {
	its := func(o *keptOne[P]) bool { return o.owner == owner }
	for o := k.pop(its); o != nil; o = k.pop(its) {
		k.end(o)
	}
}

// end ends a sandbox. That takes a moment, for which nobody needs to wait.
func (k *kept[P]) end(o *keptOne[P]) { k.ending.Go(o.sandbox.end) }

// close ends all, and has those that are put later ended.
func (k *kept[P]) close() {
	k.mu.Lock()
	k.closed = true
	k.mu.Unlock()
	every := func(*keptOne[P]) bool { return true }
	for o := k.pop(every); o != nil; o = k.pop(every) {
		k.end(o)
	}
	k.ending.Wait()
}
