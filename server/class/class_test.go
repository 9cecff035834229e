package class

import (
	"database/sql"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestQuestion takes a class through a question: what each screen shows of it, and when.
func TestQuestion(t *testing.T) { eachSchool(t, testQuestion) }

func testQuestion(t *testing.T, s *school) {
	l := s.start()
	teacher, wall := s.staff(l), s.projector(l)
	seats := make([]*seat, 6)
	for i := range seats {
		seats[i] = s.student(s.join(l, fmt.Sprintf("Student %d", i)))
	}
	teacher.until(func() bool { return teacher.state.There == len(seats) })

	teacher.does(Request{Kind: KindAsk, Question: aQuiz})
	vote := func(round int, values ...string) {
		t.Helper()
		for i, value := range values {
			seats[i].until(func() bool { return seats[i].state.Round == round })
			seats[i].does(Request{Kind: KindVote, Asking: seats[i].state.Asking, Round: round, Value: value})
		}
	}
	vote(1, "1", "1", "1", "2", "2", "3")
	seats[0].until(func() bool { return seats[0].state.Answered == 6 && seats[0].mine.Votes[0] == "1" })
	wall.until(func() bool { return wall.state.Answered == 6 })
	teacher.until(func() bool { return len(teacher.state.Counts) == 1 && teacher.state.Answered == 6 })
	if want := map[string]int{"1": 3, "2": 2, "3": 1}; !maps.Equal(teacher.state.Counts[0], want) {
		t.Errorf("the teacher sees %v, want %v", teacher.state.Counts, want)
	}
	if wall.state.Counts != nil || seats[0].state.Counts != nil {
		t.Errorf("before the reveal the projector shows %v, a student %v", wall.state.Counts, seats[0].state.Counts)
	}

	teacher.does(Request{Kind: KindDiscuss, Asking: teacher.state.Asking})
	for i, one := range seats {
		one.until(func() bool { return one.mine.Peer != "" })
		var peer int
		fmt.Sscanf(one.mine.Peer, "Student %d", &peer)
		if seats[peer].mine.Votes[0] == one.mine.Votes[0] {
			t.Errorf("student %d is to talk to %s, who answered alike", i, one.mine.Peer)
		}
	}
	if m := seats[0].ask(Request{Kind: KindVote, Asking: seats[0].state.Asking, Round: 1, Value: "2"}); m.Reason != "asking" {
		t.Errorf("an answer during the discussion got %+v", m)
	}

	teacher.does(Request{Kind: KindAgain, Asking: teacher.state.Asking})
	vote(2, "2", "2", "2", "2", "2", "1")
	teacher.does(Request{Kind: KindReveal, Asking: teacher.state.Asking})
	want := []map[string]int{{"1": 3, "2": 2, "3": 1}, {"1": 1, "2": 5}}
	for _, one := range append(seats, wall, teacher) {
		one.until(func() bool {
			return one.state.Phase == Revealed && len(one.state.Counts) == 2 && one.state.Answered == 6
		})
		if !slices.EqualFunc(one.state.Counts, want, maps.Equal) {
			t.Errorf("revealed: %v, want %v", one.state.Counts, want)
		}
	}
	teacher.does(Request{Kind: KindDone, Asking: teacher.state.Asking})
	for _, one := range append(seats, wall, teacher) {
		one.until(func() bool { return one.state.Phase == Idle })
		if one.state.Question != "" || one.state.Counts != nil || one.state.Round != 0 {
			t.Errorf("after it: %+v", one.state)
		}
	}

	var hard Hard
	if status := s.do("GET", "/api/classes/"+l.ID+"/hard", nil, &hard, "X-Account", "teacher"); status != http.StatusOK ||
		len(hard.Questions) != 1 || !slices.Equal(hard.Questions[0].Rounds, []Round{{6, right(s, want[0])}, {6, right(s, want[1])}}) {
		t.Errorf("what was hard: %d, %+v", status, hard)
	}
}

// right returns how many answers to the quiz are right.
func right(s *school, counts map[string]int) (n int) {
	for value, count := range counts {
		if s.questions[aQuiz].isRight(value) {
			n += count
		}
	}
	return n
}

// TestFewAnswers holds back a histogram of four from students, and shows it to the projector.
func TestFewAnswers(t *testing.T) {
	s := newSchool(t)
	l := s.start()
	teacher, wall := s.staff(l), s.projector(l)
	var one *seat
	teacher.does(Request{Kind: KindAsk, Question: aQuiz})
	for range fewest - 1 {
		one = s.student(s.join(l, ""))
		one.until(func() bool { return one.state.Phase == Asking })
		one.does(Request{Kind: KindVote, Asking: one.state.Asking, Round: 1, Value: "1"})
	}
	teacher.does(Request{Kind: KindReveal, Asking: one.state.Asking})
	wall.until(func() bool { return len(wall.state.Counts) == 1 })
	one.until(func() bool { return one.state.Phase == Revealed })
	if one.state.Counts != nil {
		t.Errorf("a student sees %v", one.state.Counts)
	}
}

// TestTwice sends everything twice, over two connections: it counts once.
func TestTwice(t *testing.T) { eachSchool(t, testTwice) }

func testTwice(t *testing.T, s *school) {
	l := s.start()
	j := s.join(l, "Ann")
	teacher := s.staff(l)
	teacher.does(Request{Kind: KindAsk, Question: aQuiz, Key: "asked123"})
	for range 2 {
		one := s.student(j)
		one.until(func() bool { return one.state.Phase == Asking })
		one.does(Request{Kind: KindVote, Key: "voted123", Asking: one.state.Asking, Round: 1, Value: "1"})
		one.does(Request{Kind: KindHand, Key: "raised123", Up: true})
		for range 2 {
			var done Submitted
			if status := s.do("POST", "/api/submissions", Submission{Key: "sent1234", Exercise: aExercise, Version: "v",
				Files: map[string]string{"main.go": "package main"}}, &done, "Authorization", "Bearer "+j.Token); status != http.StatusOK {
				t.Fatalf("submit: %d", status)
			}
		}
		teacher.does(Request{Kind: KindAsk, Question: aQuiz, Key: "asked123"})
		teacher.does(Request{Kind: KindCard, Key: "carded12", Card: &Card{Kind: CardText, Body: CardBody{Text: "Five minutes left."}}})
		one.ws.Close()
	}
	for _, table := range []string{"vote", "hand", "submission", "question", "card"} {
		if n := s.count(table); n != 1 {
			t.Errorf("%d rows in %s", n, table)
		}
	}
	// A hand that was sent again after it was put down stays down.
	one := s.student(j)
	one.does(Request{Kind: KindHand})
	one.does(Request{Kind: KindHand, Key: "raised123", Up: true})
	teacher.until(func() bool { return len(teacher.hands) == 0 })
	if again := s.student(j); again.mine.Place != 0 {
		again.until(func() bool { return again.mine.Place == 0 })
	}
}

// count returns how many rows a table has.
func (s *school) count(table string) (n int) {
	s.t.Helper()
	if err := s.config.Store.Read(s.t.Context(), func(tx *sql.Tx) error {
		return tx.QueryRow("select count(*) from " + table).Scan(&n)
	}); err != nil {
		s.t.Fatal(err)
	}
	return n
}

// TestLive groups students by what their programs do, and shows one of a group, on the projector without a name.
func TestLive(t *testing.T) { eachSchool(t, testLive) }

func testLive(t *testing.T, s *school) {
	l := s.start()
	teacher, wall := s.staff(l), s.projector(l)
	for i, r := range []Result{{Deadlock, "", 12}, {Deadlock, "", 12}, {Leak, "", 9}, {Done, "", 0}} {
		one := s.student(s.join(l, fmt.Sprintf("Student %d", i)))
		one.write(Request{Kind: KindAt, Lesson: "http", Snippet: aExercise})
		one.write(Request{Kind: KindRan, Snippet: aExercise, Result: r, Source: fmt.Sprintf("package main // %d", i)})
	}
	teacher.until(func() bool {
		return teacher.groups[aExercise+" deadlock 12"] == 2 && teacher.groups[aExercise+" leak 9"] == 1 &&
			teacher.groups[aExercise+" done 0"] == 1 && teacher.places[aExercise] == 4
	})
	group := Request{Kind: KindExample, Snippet: aExercise, Result: Result{Deadlock, "", 12}}
	first := teacher.ask(group)
	group.Member = first.Member
	second := teacher.ask(group)
	group.Member = second.Member
	third := teacher.ask(group)
	if first.Name == second.Name || third.Name != first.Name || !strings.HasSuffix(first.Source, strings.TrimPrefix(first.Name, "Student ")) {
		t.Errorf("examples of %q, %q and %q, with %q", first.Name, second.Name, third.Name, first.Source)
	}
	group.Outcome = Race
	if m := teacher.ask(group); m.Reason != "example" {
		t.Errorf("an example of none: %+v", m)
	}
	teacher.does(Request{Kind: KindShow, Snippet: aExercise, Member: first.Member})
	wall.until(func() bool { return wall.state.Shown != nil })
	if e := *wall.state.Shown; e.Source != first.Source || e.Name != "" || e.Member != "" || e.Outcome != Deadlock || e.Line != 12 {
		t.Errorf("the projector shows %+v", e)
	}
	teacher.does(Request{Kind: KindShow})
	wall.until(func() bool { return wall.state.Shown == nil })
}

// TestHands keeps the order of hands, over a reload, and says to each which place it has.
func TestHands(t *testing.T) { eachSchool(t, testHands) }

func testHands(t *testing.T, s *school) {
	l := s.start()
	teacher := s.staff(l)
	var tokens []Joined
	for _, name := range []string{"Ann", "Ben", "Cho"} {
		j := s.join(l, name)
		tokens = append(tokens, j)
		s.student(j).does(Request{Kind: KindHand, Up: true})
		s.clock.pass(time.Second)
	}
	teacher.until(func() bool { return slices.Equal(teacher.hands, []string{"Ann", "Ben", "Cho"}) })
	cho := s.student(tokens[2])
	cho.until(func() bool { return cho.mine.Place == 3 })
	cho.write(Request{Kind: KindRan, Snippet: aSnippet, Result: Result{Outcome: Done}})
	teacher.does(Request{Kind: KindDown, Member: teacher.member("Ann")})
	cho.until(func() bool { return cho.mine.Place == 2 })
	s.student(tokens[1]).does(Request{Kind: KindHand})
	cho.until(func() bool { return cho.mine.Place == 1 })
	teacher.until(func() bool { return slices.Equal(teacher.hands, []string{"Cho"}) })
}

// TestCards keeps cards for who was away.
func TestCards(t *testing.T) { eachSchool(t, testCards) }

func testCards(t *testing.T, s *school) {
	l := s.start()
	teacher := s.staff(l)
	here, away := s.join(l, "Ann"), s.join(l, "Ben")
	one := s.student(here)
	for _, card := range []Card{{Kind: CardText, Body: CardBody{Text: "Hello."}}, {Kind: CardHere, Body: CardBody{At: "gather/#x"}},
		{Kind: CardSnippet, Body: CardBody{At: "gather/#x", Source: "package main"}}} {
		teacher.does(Request{Kind: KindCard, Card: &card})
	}
	one.until(func() bool { return len(one.state.Cards) == 3 })
	other := s.student(away)
	if !slices.Equal(other.state.Cards, one.state.Cards) || other.state.Cards[2].N != 3 {
		t.Errorf("who was away gets %+v", other.state.Cards)
	}
	for _, card := range []*Card{nil, {}, {Kind: CardText}, {Kind: "html", Body: CardBody{Text: "x"}}, {Kind: CardTrace, Body: CardBody{At: "x"}},
		{Kind: CardText, Body: CardBody{Text: strings.Repeat("x", maxCardText+1)}}} {
		if m := teacher.ask(Request{Kind: KindCard, Card: card}); m.Reason != "card" {
			t.Errorf("%+v got %+v", card, m)
		}
	}
}

// TestDoor locks a class, has names generated, removes somebody, and ends it.
func TestDoor(t *testing.T) { eachSchool(t, testDoor) }

func testDoor(t *testing.T, s *school) {
	l := s.start()
	teacher, wall := s.staff(l), s.projector(l)
	ann := s.join(l, "Ann")
	annSeat := s.student(ann)
	if j := s.join(l, "Ann"); j.Name != "Ann 2" {
		t.Errorf("the second Ann is %q", j.Name)
	}
	refused := func(joining Joining, reason string) {
		t.Helper()
		var a Answer
		if s.do("POST", "/api/classes/"+l.Code+"/join", joining, &a); a.Reason != reason || a.Message == "" {
			t.Errorf("%+v got %+v, want %s", joining, a, reason)
		}
	}
	teacher.does(Request{Kind: KindNamed, Up: true})
	refused(Joining{Name: "Ben"}, "named")
	if j := s.join(l, ""); !strings.Contains(j.Name, " ") {
		t.Errorf("a generated name is %q", j.Name)
	}
	teacher.does(Request{Kind: KindLock, Up: true})
	refused(Joining{}, "locked")
	annSeat.until(func() bool { return annSeat.state.Locked && annSeat.state.Named })
	teacher.does(Request{Kind: KindLock})
	s.join(l, "")

	teacher.does(Request{Kind: KindKick, Member: teacher.member("Ann")})
	annSeat.until(func() bool { return annSeat.last.Kind == KindEnd })
	if annSeat.last.Reason != EndRemoved || annSeat.read() {
		t.Errorf("the end: %+v", annSeat.last)
	}
	again := s.connect(Request{Token: ann.Token, Lang: "zh"})
	again.until(func() bool { return again.last.Kind == KindEnd })
	if again.last.Reason != EndRemoved || again.last.Message != messages["zh"]["removed"] {
		t.Errorf("again: %+v", again.last)
	}
	teacher.until(func() bool {
		return !slices.ContainsFunc(slices.Collect(maps.Values(teacher.dots)), func(d Dot) bool { return d.Name == "Ann" })
	})

	teacher.does(Request{Kind: KindClose})
	teacher.until(func() bool { return !teacher.state.Open })
	wall.until(func() bool { return wall.last.Kind == KindEnd })
	refused(Joining{}, "code")
	if m := teacher.ask(Request{Kind: KindAsk, Question: aQuiz}); m.Reason != "over" {
		t.Errorf("a question after the end got %+v", m)
	}
	s.staff(l) // may look at it still
}

// TestForget leaves no row, and deleting a class none of anybody's.
func TestForget(t *testing.T) { eachSchool(t, testForget) }

func testForget(t *testing.T, s *school) {
	l := s.start()
	teacher := s.staff(l)
	teacher.does(Request{Kind: KindAsk, Question: aQuiz})
	all := map[string]Joined{}
	for _, name := range []string{"Ann", "Ben"} {
		j := s.join(l, name)
		all[name] = j
		one := s.student(j)
		one.until(func() bool { return one.state.Phase == Asking })
		one.does(Request{Kind: KindVote, Asking: one.state.Asking, Round: 1, Value: "1"})
		one.does(Request{Kind: KindHand, Up: true})
		one.write(Request{Kind: KindRan, Snippet: aExercise, Result: Result{Outcome: Done}, Source: "package main"})
		s.do("POST", "/api/submissions", Submission{Key: "sent1234", Exercise: aExercise,
			Files: map[string]string{"main.go": "package main"}}, nil, "Authorization", "Bearer "+j.Token)
	}
	teacher.until(func() bool { return teacher.groups[aExercise+" done 0"] == 2 && teacher.state.Answered == 2 })
	for _, table := range []string{"member", "session", "vote", "hand", "progress", "submission"} {
		if n := s.count(table); n != 2 {
			t.Errorf("%d rows in %s", n, table)
		}
	}
	forget := func(j Joined) (status int) {
		return s.do("POST", "/api/classes/"+l.Code+"/forget", Joining{}, nil, "Authorization", "Bearer "+j.Token)
	}
	if status := forget(all["Ann"]); status != http.StatusOK {
		t.Errorf("forget: %d", status)
	}
	teacher.until(func() bool { return len(teacher.dots) == 1 && teacher.state.Answered == 1 && len(teacher.hands) == 1 })
	for _, table := range []string{"member", "session", "vote", "hand", "progress", "submission"} {
		if n := s.count(table); n != 1 {
			t.Errorf("%d rows in %s after one was forgotten", n, table)
		}
	}
	if status := forget(all["Ann"]); status != http.StatusUnauthorized {
		t.Errorf("forget again: %d", status)
	}
	if status := s.do("DELETE", "/api/classes/"+l.ID, nil, nil, "X-Account", "teacher"); status != http.StatusOK {
		t.Errorf("delete: %d", status)
	}
	teacher.until(func() bool { return teacher.last.Kind == KindEnd })
	for _, table := range []string{"class", "member", "session", "vote", "hand", "progress", "submission", "question"} {
		if n := s.count(table); n != 0 {
			t.Errorf("%d rows in %s after the class was deleted", n, table)
		}
	}
}
