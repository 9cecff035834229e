package class

import (
	"fmt"
	"maps"
	"testing"

	"asynctour/server/bus"
	"asynctour/server/store"
)

// TestCut cuts all connections of a class at once, some while answers are on their way. All come back and send again what
// was not acknowledged: nothing is missing, or there twice.
func TestCut(t *testing.T) { eachSchool(t, testCut) }

func testCut(t *testing.T, s *school) {
	const n = 40
	l := s.start()
	teacher := s.staff(l)
	seats := make([]*seat, n)
	tokens := make([]Joined, n)
	for i := range seats {
		tokens[i] = s.join(l, fmt.Sprintf("Student %d", i))
		seats[i] = s.student(tokens[i])
	}
	teacher.does(Request{Kind: KindAsk, Question: aQuiz})
	frames := make([][]Request, n)
	for i, one := range seats {
		one.until(func() bool { return one.state.Phase == Asking })
		frames[i] = []Request{
			{Kind: KindVote, Key: fmt.Sprintf("vote%08d", i), Asking: one.state.Asking, Round: 1, Value: fmt.Sprint(i%2 + 1)},
			{Kind: KindHand, Key: fmt.Sprintf("hand%08d", i), Up: true},
		}
		if i%3 > 0 { // acknowledged; of the others nobody knows
			one.does(frames[i][0])
		} else {
			one.write(frames[i][0])
		}
		if i%3 > 1 {
			one.write(frames[i][1])
		}
	}
	teacher.does(Request{Kind: KindCard, Card: &Card{Kind: CardText, Body: CardBody{Text: "Back soon."}}})
	s.mu.Lock()
	for one := range s.conns {
		one.cut()
	}
	s.mu.Unlock()
	for _, one := range append(seats, teacher) {
		for one.read() {
		}
	}
	teacher = s.staff(l)
	for i := range seats {
		one := s.student(tokens[i])
		one.until(func() bool { return one.state.Phase == Asking && len(one.state.Cards) == 1 })
		for _, frame := range frames[i] {
			one.does(frame)
		}
	}
	teacher.until(func() bool {
		return teacher.state.There == n && teacher.state.Answered == n && len(teacher.hands) == n && len(teacher.dots) == n
	})
	if want := map[string]int{"1": n / 2, "2": n / 2}; !maps.Equal(teacher.state.Counts[0], want) {
		t.Errorf("the answers are %v, want %v", teacher.state.Counts[0], want)
	}
	for _, table := range []string{"vote", "hand", "member"} {
		if got := s.count(table); got != n {
			t.Errorf("%d rows in %s, want %d", got, table, n)
		}
	}
}

// TestTwoServers has a class on two servers with one store and one bus: each has all of it, and when one of them ends its
// students are seen to be away.
func TestTwoServers(t *testing.T) {
	st, b, clock := openStore(t, store.Config{Dir: t.TempDir()}), &bus.Bus{}, newClock()
	one, two := newSchoolOn(t, st, b, clock), newSchoolOn(t, st, b, clock)
	l := one.start()
	ann := one.student(one.join(l, "Ann"))
	ann.write(Request{Kind: KindAt, Lesson: "http", Snippet: aExercise})
	ann.does(Request{Kind: KindHand, Up: true}) // by now the server has had what was before
	teacher := two.staff(l)                     // whose server has to ask the other
	teacher.until(func() bool {
		return teacher.state.There == 1 && teacher.places[aExercise] == 1 && len(teacher.hands) == 1
	})
	ben := two.student(two.join(l, "Ben"))
	teacher.does(Request{Kind: KindAsk, Question: aQuiz})
	for _, seat := range []*seat{ann, ben} {
		seat.until(func() bool { return seat.state.Phase == Asking && seat.state.There == 2 })
		seat.does(Request{Kind: KindVote, Asking: seat.state.Asking, Round: 1, Value: "1"})
	}
	ann.until(func() bool { return ann.state.Answered == 2 })
	teacher.until(func() bool { return teacher.state.Answered == 2 })
	one.Close()
	teacher.until(func() bool { return teacher.state.There == 1 && !teacher.dots[teacher.member("Ann")].Here })
}
