package class

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"time"
)

// An audience is who a connection shows the class to.
type audience int

const (
	students audience = iota
	projectors
	staff
	audiences // how many there are
)

// fewest is how many answers a histogram has at least that students see: of fewer it could be seen whose they are.
const fewest = 5

// sent is what connections have been sent, so that differences can be.
type sent struct {
	states [audiences]State // without cards
	made   [audiences]bool
	cards  int             // how many all have
	mine   map[string]Mine // by member, of those who are connected here
	live   *lives          // nil: there is no staff
	gone   []string        // members that the staff do not know to be gone
}

// state returns what an audience may know, without cards.
func (c *class) state(of audience) State {
	s := State{Rev: c.rev, Code: c.Code, Open: c.Closed == 0, Locked: c.Locked != 0, Named: c.Named != 0, Lang: c.Lang,
		There: c.there, Phase: c.phase()}
	if s.Phase != Idle {
		s.Question, s.Asking, s.Round = c.asking.Question, c.asking.ID, 1
		if s.Phase == Again || len(c.votes[1]) > 0 {
			s.Round = 2
		}
		s.Answered = len(c.votes[s.Round-1])
		if of == staff || s.Phase == Revealed {
			s.Counts = c.counts(s.Round)
		}
		if of == students && slices.ContainsFunc(c.votes[:s.Round], func(v map[string]string) bool { return len(v) < fewest }) {
			s.Counts = nil
		}
	}
	if of != students && c.shown.Example != nil {
		e := *c.shown.Example
		e.Member = ""
		s.Shown = &e
	}
	return s
}

// counts returns how often each value was given, in each round.
func (c *class) counts(rounds int) (all []map[string]int) {
	for _, votes := range c.votes[:rounds] {
		counts := map[string]int{}
		for _, value := range votes {
			counts[value]++
		}
		all = append(all, counts)
	}
	return all
}

// mine returns what a student alone gets.
func (c *class) mine(id string) Mine {
	m := Mine{Name: c.members[id].Name, Place: 1 + slices.IndexFunc(c.hands, func(h handRow) bool { return h.Member == id })}
	for round, votes := range c.votes {
		m.Votes[round] = votes[id]
	}
	if peer, ok := c.members[c.peers[id]]; ok {
		m.Peer = peer.Name
	}
	return m
}

// flush sends what has changed to all connections.
func (c *class) flush() {
	now := time.Now()
	c.pace.timer, c.pace.flushed = nil, now
	frames := [audiences][]byte{}
	for of := range audiences {
		if !c.sent.made[of] {
			continue
		}
		next := c.state(of)
		if of == students && now.Sub(c.pace.counted) < countPeriod && !c.worth(c.sent.states[of], next) {
			if !reflect.DeepEqual(c.sent.states[of], next) {
				c.sendAt(c.pace.counted.Add(countPeriod))
			}
			continue
		}
		frames[of] = changed(c.sent.states[of], next, c.cards[c.sent.cards:])
		c.sent.states[of] = next
		if of == students && frames[of] != nil {
			c.pace.counted = now
		}
	}
	c.sent.cards = len(c.cards)
	live := c.liveChanges()
	for one := range c.conns {
		if frame := frames[one.of]; frame != nil {
			one.send(frame)
		}
		if one.of == staff && live != nil {
			one.send(live)
		}
		if one.of == students {
			c.sendMine(one)
		}
	}
	if c.sent.live != nil && c.pace.timer == nil {
		c.sendAt(now.Add(lookPeriod))
	}
}

// worth reports whether students are to get a change at once: it is more than numbers.
func (c *class) worth(was, is State) bool {
	was.There, was.Answered = is.There, is.Answered
	return len(c.cards) > c.sent.cards || !reflect.DeepEqual(was, is)
}

// sendMine sends a student's connection what has changed of the student's own.
func (c *class) sendMine(one *conn) {
	if c.members[one.member] == nil {
		return // whose connection is about to end
	}
	if mine := c.mine(one.member); mine != one.mine {
		one.mine = mine
		one.send(frame(KindMine, mine))
	}
}

// greet sends a connection the whole state, as the others have it.
func (c *class) greet(one *conn) {
	if !c.sent.made[one.of] {
		c.sent.made[one.of], c.sent.states[one.of] = true, c.state(one.of)
		if len(c.conns) == 1 {
			c.sent.cards = len(c.cards)
		}
	}
	whole := c.sent.states[one.of]
	whole.Cards = append([]Card{}, c.cards[:c.sent.cards]...)
	one.send(frame(KindState, whole))
	switch one.of {
	case staff:
		one.send(c.wholeLive())
	case students:
		one.mine = c.mine(one.member)
		one.send(frame(KindMine, one.mine))
	}
	if c.sent.cards < len(c.cards) {
		c.dirty()
	}
}

// marshal returns what a frame is made of.
func marshal(body any) []byte {
	data, err := json.Marshal(body)
	if err != nil {
		panic(err) // it has no values that could fail
	}
	return data
}

// frame returns a frame of a kind. body is a struct.
func frame(kind string, body any) []byte {
	data := marshal(body)
	head := []byte(`{"kind":"` + kind + `"`)
	if len(data) > len("{}") {
		head = append(head, ',')
	}
	return append(head, data[1:]...)
}

// changed returns the frame of what has changed of a state, or nil.
func changed(was, is State, cards []Card) []byte {
	is.Cards = cards
	if len(cards) == 0 && reflect.DeepEqual(was, is) {
		return nil
	}
	before, after := fields(was), fields(is)
	maps.DeleteFunc(after, func(name string, value json.RawMessage) bool { return bytes.Equal(value, before[name]) })
	if len(cards) == 0 {
		delete(after, "cards")
	}
	after["rev"] = fields(is)["rev"]
	return frame(KindChanged, after)
}

// fields returns the fields of a state, by name.
func fields(s State) (all map[string]json.RawMessage) {
	if err := json.Unmarshal(marshal(s), &all); err != nil {
		panic(err) // it was just written
	}
	return all
}
