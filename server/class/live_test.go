package class

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

// newLive returns the live state of a class of n students, without a store: deltas are applied as they would come from
// the bus.
func newLive(n int) (*class, *clock) {
	clock := newClock()
	cs := &Classes{config: Config{Now: clock.now}, exercises: map[string]string{aExercise: "v"}, server: "s"}
	c := newClass(cs)
	for i := range n {
		c.fill(snapshot{members: []memberRow{{ID: fmt.Sprintf("m%03d", i), Name: fmt.Sprintf("Student %d", i)}}})
	}
	return c, clock
}

// listen adds a connection that keeps what it is sent.
func (c *class) listen(of audience, member string) *conn {
	one := &conn{of: of, member: member, class: c, ready: make(chan struct{}, 1)}
	c.conns[one] = struct{}{}
	c.greet(one)
	return one
}

// change applies a delta as it comes from the bus.
func (c *class) change(d delta) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.apply(d)
}

// taken returns how many frames of a kind a connection was sent since the last call, and their bytes.
func (c *conn) taken(kind string) (n, size int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, frame := range c.queue {
		if bytes.HasPrefix(frame, []byte(`{"kind":"`+kind+`"`)) {
			n++
			size += len(frame)
		}
	}
	c.queue, c.queued = nil, 0
	return n, size
}

// TestPace has 300 students do something each, all the time for ten seconds: the teacher gets four messages a second,
// with what has changed; a student gets numbers once a second.
func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n, seconds = 300, 10
		c, clock := newLive(n)
		teacher, student := c.listen(staff, ""), c.listen(students, "m000")
		c.change(delta{Asking: &asking{ID: "A", Question: aQuiz, Phase: Asking, Rev: 1, Asked: 1}, Rev: 1})
		time.Sleep(time.Minute) // all is quiet
		teacher.taken("")
		student.taken("")
		for i := range n * seconds {
			id := fmt.Sprintf("m%03d", i%n)
			c.change(delta{Presence: &presence{Server: "s", Member: id, Here: i/n%2 == 0, Lesson: "http",
				Snippet: aExercise}})
			c.change(delta{Progress: &progress{Member: id, Snippet: aExercise, Result: Result{Outcome: Deadlock, Line: i%7 + 1},
				Tries: i/n + 1, Alike: 1}})
			c.change(delta{Vote: &vote{"A", id, 1, fmt.Sprint(i%3 + 1)}})
			time.Sleep(time.Second / n)
			clock.pass(time.Second / n)
		}
		lives, size := teacher.taken(KindLive)
		if lives < 3*seconds || lives > 4*seconds+1 {
			t.Errorf("the teacher got %d messages in %d seconds", lives, seconds)
		}
		if each := size / lives; each > n*250/4+4000 {
			t.Errorf("%d bytes a message: of a quarter of the students that is too much", each)
		}
		if got, _ := student.taken(KindChanged); got < seconds-1 || got > seconds+1 {
			t.Errorf("a student got %d messages in %d seconds", got, seconds)
		}
		time.Sleep(time.Hour)
		if got, _ := teacher.taken(KindLive); got > 1 {
			t.Errorf("the teacher got %d messages in an hour in which nothing happened", got)
		}
		c.change(delta{Asking: &asking{ID: "A", Question: aQuiz, Phase: Discuss, Rev: 2, Asked: 1}, Rev: 2})
		before := time.Now()
		<-student.ready // what was sent before is taken
		for got := 0; got == 0; got, _ = student.taken(KindChanged) {
			<-student.ready
		}
		if waited := time.Since(before); waited > period {
			t.Errorf("a student got the next phase after %v", waited)
		}
		c.mu.Lock()
		c.pace.timer.Stop()
		c.mu.Unlock()
	})
}

// TestOutOfOrder applies deltas twice and in the wrong order, as several servers may send them.
func TestOutOfOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := newLive(2)
		ask := func(id string, phase Phase, rev, asked int64) delta {
			return delta{Asking: &asking{ID: id, Question: aQuiz, Phase: phase, Rev: rev, Asked: asked}, Rev: rev}
		}
		for _, d := range []delta{
			ask("A", Asking, 1, 1), ask("A", Again, 3, 1), ask("A", Discuss, 2, 1), // the phase before comes late
			{Card: &Card{N: 2}}, {Card: &Card{N: 1}}, {Card: &Card{N: 2}},
			{Hand: &handRow{ID: "h", Member: "m000", At: 1, Done: 2}}, {Hand: &handRow{ID: "h", Member: "m000", At: 1}},
			{Hand: &handRow{ID: "j", Member: "m001", At: 5}}, {Hand: &handRow{ID: "i", Member: "m000", At: 4}},
			{Settings: &settings{Rev: 9, Locked: 1}}, {Settings: &settings{Rev: 8}},
			{Vote: &vote{"A", "m000", 2, "1"}}, {Vote: &vote{"A", "m000", 2, "1"}}, {Vote: &vote{"older", "m001", 2, "1"}},
			{Progress: &progress{Member: "m000", Snippet: aExercise, Tries: 2}}, {Progress: &progress{Member: "m000", Snippet: aExercise, Tries: 1}},
			{Vote: &vote{"A", "gone", 2, "1"}}, {Hand: &handRow{ID: "k", Member: "gone"}}, {Gone: "gone"},
		} {
			c.change(d)
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.phase() != Again || len(c.cards) != 2 || c.cards[0].N != 1 || len(c.hands) != 2 || c.hands[0].ID != "i" ||
			c.Locked != 1 || len(c.votes[1]) != 1 || c.runsOf("m000") != 2 {
			t.Errorf("phase %s, cards %v, hands %v, locked %d, votes %v", c.phase(), c.cards, c.hands, c.Locked, c.votes)
		}
		c.pace.timer.Stop()
	})
}

func (c *class) runsOf(member string) int { return c.members[member].runs[aExercise].Tries }

// TestStuck has each rule make a student stuck, and nothing else.
func TestStuck(t *testing.T) {
	c, clock := newLive(8)
	minute := time.Minute.Microseconds()
	start := c.classes.now()
	at := func(i int) {
		c.present(presence{Server: "s", Member: fmt.Sprintf("m%03d", i), Here: true, Snippet: aExercise})
	}
	ran := func(i int, r Result, alike, tries int, done int64) {
		c.progressed(progress{Member: fmt.Sprintf("m%03d", i), Snippet: aExercise, Result: r, Alike: alike, Tries: tries,
			Began: start, Done: done})
	}
	needs := func(want ...Need) {
		t.Helper()
		live := c.live()
		for i, need := range want {
			if got := live.dots[fmt.Sprintf("m%03d", i)]; got.Need != need {
				t.Errorf("student %d: %s, want %s", i, got.Need, need)
			}
		}
	}
	for i := range 8 {
		at(i)
	}
	ran(0, Result{Outcome: Deadlock, Line: 12}, alikeRuns, 5, 0)
	ran(1, Result{Outcome: Deadlock, Line: 12}, alikeRuns-1, 5, 0)
	ran(2, Result{Outcome: Done}, 1, 1, start+4*minute)
	ran(3, Result{Outcome: Done}, 1, 1, start+6*minute)
	needs(NeedStuck, NeedTrying, NeedDone, NeedDone, NeedIdle)
	clock.pass(20 * time.Minute)
	needs(NeedStuck, NeedTrying, NeedDone, NeedDone, NeedIdle) // two who are done are no measure
	ran(4, Result{Outcome: Done}, 1, 1, start+40*minute)
	needs(NeedStuck, NeedStuck, NeedDone, NeedDone, NeedDone, NeedStuck) // 20 > 1.5 × 6 minutes
	c.present(presence{Server: "s", Member: "m005", Here: true, Snippet: aSnippet})
	c.present(presence{Server: "s", Member: "m006"})
	needs(NeedStuck, NeedStuck, NeedDone, NeedDone, NeedDone, NeedIdle, NeedIdle, NeedStuck)
	if g := c.live().groups[groupKey{aExercise, Result{Outcome: Deadlock, Line: 12}}]; g.N != 2 || g.Stuck != 2 {
		t.Errorf("the group is %+v", g)
	}
}

// TestPairs pairs students with those who answered otherwise, as far as that goes.
func TestPairs(t *testing.T) {
	for _, test := range []struct {
		votes []string
		alone int // who gets nobody
	}{
		{[]string{"1", "2"}, 0},
		{[]string{"1", "1"}, 2},
		{[]string{"1", "1", "2", "2", "3"}, 0},
		{[]string{"1", "1", "1", "1", "2", "3"}, 2},
		{nil, 0},
		{[]string{"1"}, 1},
	} {
		c, _ := newLive(len(test.votes))
		c.ask(asking{ID: "A", Phase: Asking, Rev: 1})
		for i, value := range test.votes {
			c.vote(vote{"A", fmt.Sprintf("m%03d", i), 1, value})
		}
		c.ask(asking{ID: "A", Phase: Discuss, Rev: 2})
		if alone := len(test.votes) - len(c.peers); alone != test.alone {
			t.Errorf("%v: %d are alone, want %d", test.votes, alone, test.alone)
		}
		for id, peer := range c.peers {
			if c.votes[0][id] == c.votes[0][peer] {
				t.Errorf("%v: %s and %s answered alike", test.votes, id, peer)
			}
		}
	}
}

// TestChanged sends only what has changed.
func TestChanged(t *testing.T) {
	was := State{Rev: 1, Code: "K7QX2M", Open: true, Phase: Asking, Cards: nil}
	is := was
	is.There = 7
	if got, want := string(changed(was, is, nil)), `{"kind":"changed","rev":1,"there":7}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := changed(was, was, nil); got != nil {
		t.Errorf("nothing has changed: %s", got)
	}
	var back struct{ Cards []Card }
	if err := json.Unmarshal(changed(was, was, []Card{{N: 1, Kind: CardText}}), &back); err != nil || len(back.Cards) != 1 {
		t.Errorf("a card: %+v, %v", back, err)
	}
}
