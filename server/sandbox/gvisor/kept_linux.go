package gvisor

import (
	"slices"
	"sync"
	"time"

	"asynctour/server/fair"
	"asynctour/server/sandbox"
)

// keptTime is how long a sandbox waits for its reader's next program.
const keptTime = 5 * time.Minute

// A kept holds sandboxes whose program has ended, each for the next one of the same
// reader, which starts with a fifth of the work. No reader has a sandbox that was
// another's: whatever a program might do to the kernel beneath it, it does to those
// of the same reader.
type kept[P sandbox.Spare] struct {
	most int

	mu     sync.Mutex
	closed bool
	all    []*keptOne[P] // the one that has waited longest first
	ending sync.WaitGroup
}

// A keptOne is a sandbox that is kept once.
type keptOne[P sandbox.Spare] struct {
	sandbox  P
	owner    fair.Owner
	niceness int
	expiry   *time.Timer
}

// take returns a sandbox of the owner's that gives way no further than niceness,
// which cannot be taken back. ok is false if there is none.
func (k *kept[P]) take(owner fair.Owner, niceness int) (one P, ok bool) {
	for {
		if one, ok = k.pop(owner, niceness); !ok || !one.Dead() {
			return one, ok
		}
		k.ending.Go(one.End)
	}
}

func (k *kept[P]) pop(owner fair.Owner, niceness int) (one P, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	i := slices.IndexFunc(k.all, func(o *keptOne[P]) bool { return o.owner == owner && o.niceness <= niceness })
	if i < 0 {
		return one, false
	}
	o := k.all[i]
	o.expiry.Stop()
	k.all = slices.Delete(k.all, i, i+1)
	return o.sandbox, true
}

// put keeps a sandbox for the owner, whose program it has run, or ends it.
func (k *kept[P]) put(one P, owner fair.Owner, niceness int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed {
		k.ending.Go(one.End)
		return
	}
	o := &keptOne[P]{sandbox: one, owner: owner, niceness: niceness}
	o.expiry = time.AfterFunc(keptTime, func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.evictIf(func(other *keptOne[P]) bool { return other == o })
	})
	k.all = append(k.all, o)
	if len(k.all) > k.most {
		first := k.all[0]
		k.evictIf(func(other *keptOne[P]) bool { return other == first })
	}
}

// forget ends those of an owner.
func (k *kept[P]) forget(owner fair.Owner) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.evictIf(func(o *keptOne[P]) bool { return o.owner == owner })
}

// evictIf removes the matching sandboxes and ends them in the background. It is called
// with mu held.
func (k *kept[P]) evictIf(match func(*keptOne[P]) bool) {
	k.all = slices.DeleteFunc(k.all, func(o *keptOne[P]) bool {
		if !match(o) {
			return false
		}
		o.expiry.Stop()
		k.ending.Go(o.sandbox.End)
		return true
	})
}

// close ends all, and waits for that. What is put later is ended.
func (k *kept[P]) close() {
	k.mu.Lock()
	k.closed = true
	k.evictIf(func(*keptOne[P]) bool { return true })
	k.mu.Unlock()
	k.ending.Wait()
}
