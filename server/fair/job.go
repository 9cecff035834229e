// Package fair shares a server among its readers, whom it tells apart by network
// address and connection: queues in which they take turns, a count of what each
// address has under way, and a limit to how often each may ask for more.
//
// It knows neither programs nor sandboxes. An address stands for everybody behind
// one router, a whole classroom perhaps, so its share is large.
package fair

import "sync"

// An Owner is the reader that a run or a build is for, as far as a server can
// tell readers apart.
type Owner struct {
	Address    string // the network address, shared by all behind one router
	Connection uint64 // one of those from that address; 0 where there is but one
}

// A Job is a run or a build that somebody has asked for.
type Job struct {
	Owner  Owner
	Others int // runs and builds that its address had under way when it was asked for
}

// Crowded reports whether the job has two others beside it: more than one reader
// alone has, who builds while a program runs. Crowded jobs run at a low priority.
// Those of a school then all have the same one, so that it costs them nothing.
func (j Job) Crowded() bool { return j.Others >= 2 }

// A Crowd counts the jobs under way, by address, from the moment that they were
// asked for. Its zero value is ready for use.
type Crowd struct {
	mu   sync.Mutex
	size map[string]int
}

// Enter counts one more job for its owner, until leave is called.
func (c *Crowd) Enter(owner Owner) (job Job, leave func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.size == nil {
		c.size = map[string]int{}
	}
	job = Job{Owner: owner, Others: c.size[owner.Address]}
	c.size[owner.Address]++
	return job, func() { c.leave(owner.Address) }
}

func (c *Crowd) leave(address string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.size[address]--; c.size[address] == 0 {
		delete(c.size, address)
	}
}
