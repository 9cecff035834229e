// Package class is a class: a teacher, a projector, and up to 500 students who are asked one thing at a time, and of
// whom the teacher sees who is stuck, and at what.
//
// What is to be kept is written to the store first, then published on the bus as a delta, then acknowledged. Each server
// that has members of the class connected has its live state in memory, brings it up to date by the deltas, and sends
// differences to its connections, at most four times a second. Who connects again gets the whole state.
//
// Of a student there are a random ID, a name, answers, results and the last program of each snippet: no address and
// nothing of the browser, in the store, the log or metrics.
package class

import (
	"slices"
	"sync"
	"time"
)

// A class is the live state of one. Its methods are called with mu held, where they do not say otherwise.
type class struct {
	classes *Classes
	cancel  func() // of the subscription

	mu     sync.Mutex
	conns  map[*conn]struct{}
	failed error // why it could not be loaded

	header
	rev     int64 // of the last change of what all see
	members map[string]*member
	asking  *asking              // nil: nothing is asked
	votes   [2]map[string]string // of asking, by round and member
	peers   map[string]string    // in the phase discuss: the member each one may talk to
	hands   []handRow            // that are up, in order
	lowered map[string]bool      // hands that are down, by ID: a late delta does not put them up again
	cards   []Card               // by number
	shown   shown
	there   int // members who are here

	pace pace
	sent sent
}

// A member is a student in the live state.
type member struct {
	memberRow
	servers map[string]presence  // by server
	last    presence             // where the student was seen last
	here    bool                 // on any server
	runs    map[string]*progress // by snippet
	since   map[string]int64     // by exercise: when the student came to it
	need    Need
	needed  int64 // since when
}

// newClass returns a class that is still to be loaded.
func newClass(cs *Classes) *class {
	return &class{classes: cs, conns: map[*conn]struct{}{}, members: map[string]*member{}, lowered: map[string]bool{},
		votes: [2]map[string]string{{}, {}}}
}

// fill fills the state of a class with what is kept of it.
func (c *class) fill(s snapshot) {
	c.header, c.rev = s.header, s.Rev
	for _, m := range s.members {
		c.join(m)
	}
	for _, p := range s.progress {
		c.progressed(p)
	}
	if s.asking != nil {
		c.ask(*s.asking)
		for _, v := range s.votes {
			c.vote(v)
		}
		c.pair()
	}
	for _, h := range s.hands {
		c.hand(h)
	}
	for _, card := range s.cards {
		c.card(card)
	}
}

// apply changes the state, and has the changes sent.
func (c *class) apply(d delta) {
	c.rev = max(c.rev, d.Rev)
	if s := d.Settings; s != nil && s.Rev >= c.Rev {
		c.settings = *s
	}
	if d.Member != nil {
		c.join(*d.Member)
	}
	if d.Gone != "" {
		c.leave(d.Gone)
	}
	if d.Presence != nil {
		c.present(*d.Presence)
	}
	if d.Asking != nil {
		c.ask(*d.Asking)
	}
	if d.Vote != nil {
		c.vote(*d.Vote)
	}
	if d.Hand != nil {
		c.hand(*d.Hand)
	}
	if d.Card != nil {
		c.card(*d.Card)
	}
	if d.Progress != nil {
		c.progressed(*d.Progress)
	}
	if d.Shown != nil && d.Shown.Rev >= c.shown.Rev {
		c.shown = *d.Shown
	}
	c.dirty()
}

// join adds a student, or changes the name.
func (c *class) join(row memberRow) {
	m, ok := c.members[row.ID]
	if !ok {
		m = &member{servers: map[string]presence{}, runs: map[string]*progress{}, since: map[string]int64{}, need: NeedIdle,
			needed: row.Joined}
		c.members[row.ID] = m
	}
	m.memberRow = row
}

// leave removes a student with all that is known of them.
func (c *class) leave(id string) {
	m, ok := c.members[id]
	if !ok {
		return
	}
	if m.here {
		c.there--
	}
	delete(c.members, id)
	for round := range c.votes {
		delete(c.votes[round], id)
	}
	delete(c.peers, id)
	c.hands = slices.DeleteFunc(c.hands, func(h handRow) bool { return h.Member == id })
	c.sent.gone = append(c.sent.gone, id)
	if c.shown.Example != nil && c.shown.Example.Member == id {
		c.shown.Example = nil
	}
}

// present notes where a student is.
func (c *class) present(p presence) {
	m, ok := c.members[p.Member]
	if !ok {
		return
	}
	if p.Here {
		m.servers[p.Server] = p
		m.last = p
		if _, ok := c.classes.exercises[p.Snippet]; ok && m.since[p.Snippet] == 0 {
			m.since[p.Snippet] = c.classes.now()
		}
	} else {
		delete(m.servers, p.Server)
	}
	if here := len(m.servers) > 0; here != m.here {
		m.here = here
		if here {
			c.there++
		} else {
			c.there--
		}
	}
}

// ask takes over a question, or the phase that it has got to.
func (c *class) ask(a asking) {
	was := c.asking
	switch {
	case was != nil && was.ID == a.ID && a.Rev <= was.Rev, was != nil && was.ID != a.ID && a.Asked < was.Asked:
		return
	case was == nil || was.ID != a.ID:
		if a.Phase == Idle {
			return
		}
		c.votes = [2]map[string]string{{}, {}}
		c.peers = nil
	}
	c.asking = &a
	switch a.Phase {
	case Discuss:
		c.pair()
	case Idle:
		c.votes = [2]map[string]string{{}, {}}
	}
	if a.Phase != Discuss {
		c.peers = nil
	}
}

// phase returns where the question is.
func (c *class) phase() Phase {
	if c.asking == nil {
		return Idle
	}
	return c.asking.Phase
}

// vote counts an answer.
func (c *class) vote(v vote) {
	if c.asking != nil && c.asking.ID == v.Asking && c.members[v.Member] != nil {
		c.votes[v.Round-1][v.Member] = v.Value
	}
}

// pair gives each student who has answered somebody who answered otherwise, as far as there are enough: those who
// answered alike stand beside each other in a circle, and each looks at who stands opposite.
func (c *class) pair() {
	c.peers = nil
	if c.phase() != Discuss {
		return
	}
	var circle []string
	for id := range c.votes[0] {
		circle = append(circle, id)
	}
	value := func(id string) string { return c.votes[0][id] }
	slices.SortFunc(circle, func(a, b string) int {
		if value(a) != value(b) {
			return compare(value(a), value(b))
		}
		return compare(a, b)
	})
	c.peers = map[string]string{}
	for i, id := range circle {
		if other := circle[(i+len(circle)/2)%len(circle)]; value(other) != value(id) {
			c.peers[id] = other
		}
	}
}

// hand puts a hand up or down.
func (c *class) hand(h handRow) {
	c.hands = slices.DeleteFunc(c.hands, func(one handRow) bool { return one.ID == h.ID })
	switch {
	case h.Done != 0:
		c.lowered[h.ID] = true
	case !c.lowered[h.ID] && c.members[h.Member] != nil:
		at, _ := slices.BinarySearchFunc(c.hands, h, func(a, b handRow) int {
			if a.At != b.At {
				return int(a.At - b.At)
			}
			return compare(a.ID, b.ID)
		})
		c.hands = slices.Insert(c.hands, at, h)
	}
}

// card adds a card.
func (c *class) card(card Card) {
	at, found := slices.BinarySearchFunc(c.cards, card.N, func(one Card, n int64) int { return int(one.N - n) })
	if !found {
		c.cards = slices.Insert(c.cards, at, card)
	}
}

// progressed takes over how far a student is with a snippet.
func (c *class) progressed(p progress) {
	m, ok := c.members[p.Member]
	if !ok {
		return
	}
	if was := m.runs[p.Snippet]; was == nil || p.Tries >= was.Tries {
		m.runs[p.Snippet] = &p
	}
	if since := m.since[p.Snippet]; since == 0 || p.Began < since {
		m.since[p.Snippet] = p.Began
	}
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// A pace is when the changes of a class are sent.
type pace struct {
	timer   *time.Timer // nil: nothing is to be sent
	due     time.Time   // when the timer ends
	flushed time.Time
	counted time.Time // when students last got numbers
}

const (
	// period is how long a class waits between what it sends: four messages a second.
	period = 250 * time.Millisecond
	// countPeriod is that of numbers to students, to whom they are no use any sooner.
	countPeriod = time.Second
	// lookPeriod is how often it is found out, while somebody looks, who takes longer than the others.
	lookPeriod = 5 * time.Second
)

// dirty has the changes sent, soon.
func (c *class) dirty() { c.sendAt(c.pace.flushed.Add(period)) }

// sendAt has the changes sent at a time, or earlier.
func (c *class) sendAt(t time.Time) {
	if c.pace.timer != nil {
		if !t.Before(c.pace.due) {
			return
		}
		c.pace.timer.Stop()
	}
	c.pace.due = t
	c.pace.timer = time.AfterFunc(max(time.Until(t), 0), func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.pace.due.Equal(t) && c.pace.timer != nil {
			c.flush()
		}
	})
}
