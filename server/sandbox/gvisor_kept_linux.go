package sandbox

import (
	"slices"
	"sync"
	"time"

	"asynctour/server/fair"
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
	owner    fair.Owner
	niceness int
	expiry   *time.Timer
}

// take returns a sandbox of the owner's that gives way no further than niceness,
// which cannot be taken back. ok is false if there is none.
func (k *kept[P]) take(owner fair.Owner, niceness int) (sandbox P, ok bool) {
	for {
		if sandbox, ok = k.pop(owner, niceness); !ok || !sandbox.dead() {
			return sandbox, ok
		}
		k.ending.Go(sandbox.end)
	}
}

func (k *kept[P]) pop(owner fair.Owner, niceness int) (sandbox P, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	i := slices.IndexFunc(k.all, func(o *keptOne[P]) bool { return o.owner == owner && o.niceness <= niceness })
	if i < 0 {
		return sandbox, false
	}
	o := k.all[i]
	o.expiry.Stop()
	k.all = slices.Delete(k.all, i, i+1)
	return o.sandbox, true
}

// put keeps a sandbox for the owner, whose program it has run, or ends it.
func (k *kept[P]) put(sandbox P, owner fair.Owner, niceness int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed {
		k.ending.Go(sandbox.end)
		return
	}
	o := &keptOne[P]{sandbox: sandbox, owner: owner, niceness: niceness}
	o.expiry = time.AfterFunc(keptTime, func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.end(func(other *keptOne[P]) bool { return other == o })
	})
	k.all = append(k.all, o)
	if len(k.all) > k.most {
		first := k.all[0]
		k.end(func(other *keptOne[P]) bool { return other == first })
	}
}

// forget ends those of an owner.
func (k *kept[P]) forget(owner fair.Owner) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.end(func(o *keptOne[P]) bool { return o.owner == owner })
}

// end ends those for which is is true. That takes a moment, for which nobody needs to
// wait. It is called with mu held.
func (k *kept[P]) end(is func(*keptOne[P]) bool) {
	k.all = slices.DeleteFunc(k.all, func(o *keptOne[P]) bool {
		if !is(o) {
			return false
		}
		o.expiry.Stop()
		k.ending.Go(o.sandbox.end)
		return true
	})
}

// close ends all, and waits for that. What is put later is ended.
func (k *kept[P]) close() {
	k.mu.Lock()
	k.closed = true
	k.end(func(*keptOne[P]) bool { return true })
	k.mu.Unlock()
	k.ending.Wait()
}
