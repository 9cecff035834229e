package class

import (
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"asynctour/server/bus"
	"asynctour/server/store"
)

// TestHostileFrames has a student send what only others may, or nobody: each is refused with a sentence, and the class
// goes on.
func TestHostileFrames(t *testing.T) {
	s := newSchool(t)
	l := s.start()
	teacher := s.staff(l)
	victim, mallory := s.student(s.join(l, "Ann")), s.student(s.join(l, "Mallory"))
	ann := teacher.member("Ann")
	teacher.does(Request{Kind: KindAsk, Question: aQuiz})
	for _, one := range []*seat{victim, mallory, teacher} {
		one.until(func() bool { return one.state.Phase == Asking })
	}
	asking := teacher.state.Asking
	for _, test := range []struct {
		frame, reason string
	}{
		// Forged frames of a teacher's.
		{`{"kind":"reveal","key":"k1234567","asking":"` + asking + `"}`, "kind"},
		{`{"kind":"ask","key":"k1234567","question":"` + aQuiz + `"}`, "kind"},
		{`{"kind":"kick","key":"k1234567","member":"` + ann + `"}`, "kind"},
		{`{"kind":"close","key":"k1234567"}`, "kind"},
		{`{"kind":"lock","key":"k1234567","up":true}`, "kind"},
		{`{"kind":"card","key":"k1234567","card":{"n":1,"kind":"text","body":{"text":"free marks"}}}`, "kind"},
		{`{"kind":"show","key":"k1234567","member":"` + ann + `","snippet":"` + aExercise + `"}`, "kind"},
		{`{"kind":"example","key":"k1234567","snippet":"` + aExercise + `","outcome":"done"}`, "kind"},
		{`{"kind":"down","key":"k1234567","member":"` + ann + `"}`, "kind"},
		{`{"kind":"live"}`, "kind"},
		// Votes for others, of other questions, in other rounds, and with what is no answer.
		{`{"kind":"vote","key":"k1234567","asking":"` + asking + `","round":1,"value":"1","voter":"` + ann + `"}`, "frame"},
		{`{"kind":"vote","key":"k1234567","asking":"elsewhere","round":1,"value":"1"}`, "asking"},
		{`{"kind":"vote","key":"k1234567","asking":"` + asking + `","round":2,"value":"1"}`, "asking"},
		{`{"kind":"vote","key":"k1234567","asking":"` + asking + `","round":0,"value":"1"}`, "asking"},
		{`{"kind":"vote","key":"k1234567","asking":"` + asking + `","round":-1,"value":"1"}`, "asking"},
		{`{"kind":"vote","key":"k1234567","asking":"` + asking + `","round":1,"value":""}`, "value"},
		{`{"kind":"vote","key":"k1234567","asking":"` + asking + `","round":1,"value":"<script>"}`, "value"},
		{`{"kind":"vote","key":"k1234567","asking":"` + asking + `","round":1,"value":"` + strings.Repeat("1,", 9999) + `1"}`, "value"},
		{`{"kind":"vote","key":"k1","asking":"` + asking + `","round":1,"value":"1"}`, "key"},
		{`{"kind":"vote","key":"'; drop table vote; --","asking":"` + asking + `","round":1,"value":"1"}`, "key"},
		{`{"kind":"vote","asking":"` + asking + `","round":1,"value":"1"}`, "key"},
		// Frames that are none.
		{`{"kind":"hello","token":"T"}`, "kind"},
		{`{"kind":"hand","key":"k1234567","up":"yes"}`, "frame"},
		{`[]`, "frame"}, {`{}`, "kind"}, {``, "frame"}, {`{"kind":"ping"}{"kind":"ping"}`, "frame"},
		{strings.Repeat(`{"card":`, 9999), "frame"},
		// Places and results that there are not.
		{`{"kind":"at","lesson":"<img src=x>","snippet":""}`, "frame"},
		{`{"kind":"at","lesson":"gather","snippet":"no/such"}`, "frame"},
		{`{"kind":"ran","snippet":"no/such","outcome":"done"}`, "exercise"},
		{`{"kind":"ran","snippet":"` + aExercise + `","outcome":"won"}`, "outcome"},
		{`{"kind":"ran","snippet":"` + aExercise + `","outcome":"done","line":-1}`, "outcome"},
		{`{"kind":"ran","snippet":"` + aExercise + `","outcome":"done","source":"` + strings.Repeat("x", 64<<10+1) + `"}`, "size"},
	} {
		if err := mallory.ws.WriteMessage(websocket.TextMessage, []byte(test.frame)); err != nil {
			t.Fatal(err)
		}
		mallory.last = message{}
		mallory.until(func() bool { return mallory.last.Kind == KindRefused })
		if mallory.last.Reason != test.reason || mallory.last.Message == "" {
			t.Errorf("%.200s: %+v, want %s", test.frame, mallory.last, test.reason)
		}
		s.clock.pass(time.Second) // what is too fast is another test's
	}
	if err := mallory.ws.WriteMessage(websocket.BinaryMessage, []byte(`{"kind":"ping"}`)); err != nil {
		t.Fatal(err)
	}
	mallory.last = message{}
	mallory.until(func() bool { return mallory.last.Reason == "frame" })
	// Text that is to be seen comes without what is not.
	mallory.write(Request{Kind: KindRan, Snippet: aExercise, Result: Result{Panic, "\u202e\u0000a\nb" + strings.Repeat("x", 999), 3}})
	teacher.until(func() bool {
		return teacher.groups[aExercise+" panic 3"] == 1
	})
	if len(teacher.findings) != 1 || !strings.HasPrefix(teacher.findings[0], "a bx") || len(teacher.findings[0]) != maxFinding {
		t.Errorf("findings are %q", teacher.findings)
	}
	victim.does(Request{Kind: KindVote, Asking: asking, Round: 1, Value: "1"})
	teacher.until(func() bool { return teacher.state.Answered == 1 && teacher.state.Counts[0]["1"] == 1 })
	if teacher.state.Phase != Asking || teacher.state.Locked || !teacher.state.Open || len(teacher.state.Cards) > 0 {
		t.Errorf("the class is %+v", teacher.state)
	}
}

// TestOversizedFrame refuses a frame that is too large for anything, and ends the connection.
func TestOversizedFrame(t *testing.T) {
	s := newSchool(t)
	l := s.start()
	j := s.join(l, "Mallory")
	one := s.student(j)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = one.ws.WriteMessage(websocket.TextMessage, make([]byte, 16<<20)) // the server may not take all of it
	}()
	sentence := false
	for one.read() {
		sentence = sentence || one.last.Reason == "size"
	}
	one.ws.Close()
	<-done
	if !sentence {
		t.Error("it was not refused with a sentence")
	}
	s.student(j).does(Request{Kind: KindHand, Up: true})
}

// TestFlood has a student send far more than a page does: what is too much is refused, and others are not held up.
func TestFlood(t *testing.T) {
	s := newSchool(t)
	l := s.start()
	mallory := s.student(s.join(l, "Mallory"))
	refused := 0
	for range 2 * frameBurst {
		mallory.write(Request{Kind: KindPing})
		mallory.last = message{}
		mallory.until(func() bool { return mallory.last.Kind == KindPong || mallory.last.Kind == KindRefused })
		if mallory.last.Reason == "fast" {
			refused++
		}
	}
	if refused < frameBurst-1 {
		t.Errorf("%d of %d were refused", refused, 2*frameBurst)
	}
	s.student(s.join(l, "Ann")).does(Request{Kind: KindHand, Up: true})
	s.clock.pass(time.Second)
	mallory.does(Request{Kind: KindHand, Up: true})
}

// TestStrangers has people try what is not theirs: classes of others', tokens of others', and no hello.
func TestStrangers(t *testing.T) {
	s := newSchool(t)
	l, other := s.start(), s.start()
	j := s.join(l, "Ann")
	end := func(hello Request, headers ...string) string {
		t.Helper()
		one := s.connect(hello, headers...)
		one.until(func() bool { return one.last.Kind == KindEnd })
		if one.last.Message == "" {
			t.Errorf("%+v: no sentence", one.last)
		}
		return one.last.Reason
	}
	for _, hello := range []Request{{}, {Token: "guessed"}, {Class: l.ID}, {Class: l.ID, Projector: true}} {
		if reason := end(hello); reason != EndUnknown {
			t.Errorf("%+v: %s", hello, reason)
		}
	}
	for _, id := range []string{l.ID, "nowhere", "'; drop table class; --"} {
		if reason := end(Request{Class: id}, "X-Account", "teacher2"); reason != EndUnknown {
			t.Errorf("another teacher at %s: %s", id, reason)
		}
	}
	for _, kind := range []string{KindVote, KindPing, KindClose, KindHello} {
		ws := s.connect(Request{Token: "x"})
		ws.write(Request{Kind: kind, Key: "k1234567"}) // it has ended already, or ends now
	}
	silent := s.connect(Request{Kind: KindHello, Token: j.Token})
	silent.write(Request{Kind: KindHand, Key: "k1234567", Up: true})
	silent.until(func() bool { return silent.last.Key == "k1234567" })

	// A token opens its own class alone.
	for path, want := range map[string]int{
		"/api/classes/" + other.Code + "/name":   http.StatusUnauthorized,
		"/api/classes/" + other.Code + "/forget": http.StatusUnauthorized,
	} {
		if status := s.do("POST", path, Joining{Name: "Eve"}, nil, "Authorization", "Bearer "+j.Token); status != want {
			t.Errorf("%s: %d", path, status)
		}
	}
	// A page of another origin may not connect, whatever its cookies.
	_, resp, err := (&websocket.Dialer{Subprotocols: []string{Subprotocol}}).Dial("ws"+strings.TrimPrefix(s.url, "http")+"/class",
		http.Header{"Origin": {"https://evil.example"}, "X-Account": {"teacher"}})
	if err == nil || resp.StatusCode != http.StatusForbidden {
		t.Errorf("a page of another origin: %v", err)
	}
}

// TestNamesAtTheDoor refuses names, and bodies, that nobody should see.
func TestNamesAtTheDoor(t *testing.T) {
	s := newSchool(t)
	l := s.start()
	j := s.join(l, "Ann")
	for _, name := range []string{"<script>alert(1)</script>", "\u202eevil", strings.Repeat("x", 41), "\u0000", "..."} {
		for path, header := range map[string]string{"/join": "", "/name": "Bearer " + j.Token} {
			var a Answer
			status := s.do("POST", "/api/classes/"+l.Code+path, Joining{Name: name, Lang: "zh"}, &a, "Authorization", header)
			if status != http.StatusBadRequest || !strings.HasPrefix(a.Reason, "name.") || a.Message == messages["en"][a.Reason] {
				t.Errorf("%q at %s: %d, %+v", name, path, status, a)
			}
		}
	}
	var a Answer
	if status := s.do("POST", "/api/classes/"+l.Code+"/join", Joining{Name: strings.Repeat("x", maxBody)}, &a); status != http.StatusRequestEntityTooLarge {
		t.Errorf("a large body: %d, %+v", status, a)
	}
	var renamed Joined
	if s.do("POST", "/api/classes/"+l.Code+"/name", Joining{Name: "李雷"}, &renamed, "Authorization", "Bearer "+j.Token); renamed.Name != "李雷" ||
		renamed.Token != "" {
		t.Errorf("renamed: %+v", renamed)
	}
}

// TestJoins has thousands join: the class fills up, and goes on.
func TestJoins(t *testing.T) {
	s := newSchool(t)
	l := s.start()
	one := s.student(s.join(l, "Ann"))
	// As many as are let in, by the database, since the rest of joining is the same each time.
	if err := s.config.Store.Write(t.Context(), func(tx *sql.Tx) error {
		for i := range maxMembers - 2 {
			if _, err := tx.Exec("insert into member (id, class, name, role, joined, removed) values ($1, $2, $1, 'learner', 0, 0)",
				fmt.Sprint("flood", i), l.ID); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for i, want := range append([]int{http.StatusOK}, slices.Repeat([]int{http.StatusServiceUnavailable}, 20)...) {
		var a Answer
		if status := s.do("POST", "/api/classes/"+l.Code+"/join", Joining{}, &a); status != want {
			t.Errorf("join %d: %d, %+v", i, status, a)
		}
	}
	one.does(Request{Kind: KindHand, Up: true})
}

// TestWrongCodes makes who guesses codes wait, and nobody who has a right one at another address.
func TestWrongCodes(t *testing.T) {
	s := newSchool(t)
	l := s.start()
	join := func(code, address string) (status int, a Answer) {
		status = s.do("POST", "/api/classes/"+code+"/join", Joining{}, &a, "X-Forwarded-For", address)
		return status, a
	}
	const free = 20 // gate's
	for range free + 1 {
		if status, a := join("222222", "192.0.2.1"); status != http.StatusNotFound || a.Reason != "code" {
			t.Errorf("a wrong code: %d, %+v", status, a)
		}
	}
	if status, a := join("222222", "192.0.2.1"); status != http.StatusTooManyRequests || !strings.Contains(a.Message, "seconds") {
		t.Errorf("one too many: %d, %+v", status, a)
	}
	for range 3 * free { // right ones are not counted
		if status, a := join(strings.ToLower(l.Code), "192.0.2.2"); status != http.StatusOK {
			t.Errorf("a right code: %d, %+v", status, a)
		}
	}
	s.clock.pass(time.Minute)
	if status, _ := join(l.Code, "192.0.2.1"); status != http.StatusOK {
		t.Errorf("after a while: %d", status)
	}
}

// TestRoles walks all routes and acts with each role. A route or an act without a row fails.
func TestRoles(t *testing.T) {
	s := newSchool(t)
	l := s.start()
	j := s.join(l, "Ann")
	var helped Listed
	if status := s.do("POST", "/api/classes/"+l.Code+"/assist", nil, &helped, "X-Account", "assistant"); status != http.StatusOK || helped.ID != l.ID {
		t.Fatalf("assist: %d, %+v", status, helped)
	}
	const ok, no, who, gone = http.StatusOK, http.StatusForbidden, http.StatusUnauthorized, http.StatusNotFound
	roles := []string{"nobody", "student", "assistant", "assistant2", "teacher2", "teacher"} // assistant2 helps no one here
	bad := http.StatusBadRequest                                                             // "kind": of its teacher alone
	seen := map[string]bool{}
	for _, test := range []struct {
		route string
		body  any
		want  [6]int
	}{
		{"POST /api/classes", Opening{}, [6]int{who, who, no, no, ok, ok}},
		{"GET /api/classes", nil, [6]int{who, who, ok, ok, ok, ok}},
		{"GET /api/classes/ID/hard", nil, [6]int{who, who, ok, gone, gone, ok}},
		{"GET /teach/ID.csv", nil, [6]int{who, who, bad, gone, gone, ok}},
		{"POST /api/classes/CODE/assist", nil, [6]int{who, who, ok, ok, ok, ok}},
		{"POST /api/classes/CODE/join", Joining{}, [6]int{ok, ok, ok, ok, ok, ok}},
		{"POST /api/classes/CODE/name", Joining{}, [6]int{who, ok, who, who, who, who}},
		{"POST /api/submissions", Submission{Key: "sent1234", Exercise: aExercise, Files: map[string]string{"main.go": "x"}},
			[6]int{who, ok, who, who, who, who}},
		{"GET /class", nil, [6]int{426, 426, 426, 426, 426, 426}},
		{"POST /api/classes/CODE/forget", Joining{}, [6]int{who, ok, who, who, who, who}},
		{"DELETE /api/classes/ID", nil, [6]int{who, who, no, no, gone, ok}},
	} {
		for i, role := range roles {
			if strings.HasSuffix(test.route, "/assist") && strings.HasSuffix(role, "2") {
				continue // who would be of the staff in what follows
			}
			method, path, _ := strings.Cut(test.route, " ")
			path = strings.NewReplacer("ID", l.ID, "CODE", l.Code).Replace(path)
			header, value := "X-Account", role
			if role == "student" {
				header, value = "Authorization", "Bearer "+j.Token
			} else if role == "nobody" {
				value = ""
			}
			var text string
			if status := s.do(method, path, test.body, &text, header, value); status != test.want[i] {
				t.Errorf("%s as %s: %d, want %d: %s", test.route, role, status, test.want[i], text)
			}
		}
		seen[strings.NewReplacer("ID.csv", "{file}", "ID", "{id}", "CODE", "{code}").Replace(test.route)] = true
	}
	for route := range s.Routes() {
		if !seen[route] {
			t.Errorf("%s has no row", route)
		}
	}
}

// TestActs holds who may do what over the websocket to a table.
func TestActs(t *testing.T) {
	all := map[string][]string{
		"student":   {KindAt, KindHand, KindRan, KindVote},
		"projector": nil,
		"assistant": {KindAgain, KindAsk, KindCard, KindDiscuss, KindDone, KindDown, KindExample, KindReveal, KindShow},
		"teacher": {KindAgain, KindAsk, KindCard, KindClose, KindDiscuss, KindDone, KindDown, KindExample, KindKick, KindLock,
			KindNamed, KindReveal, KindShow},
	}
	for role, c := range map[string]*conn{"student": {of: students}, "projector": {of: projectors}, "assistant": {of: staff},
		"teacher": {of: staff, isOwner: true}} {
		var got []string
		for kind := range c.acts() {
			got = append(got, kind)
		}
		slices.Sort(got)
		if !slices.Equal(got, all[role]) {
			t.Errorf("%s may %q, want %q", role, got, all[role])
		}
	}
}

// TestPrivacy looks, after a class, for what it must not have kept: addresses, browsers, tokens; and in the log for names
// and answers too. Once all are forgotten nothing of them is in the database.
func TestPrivacy(t *testing.T) {
	dir := t.TempDir()
	s := newSchoolOn(t, openStore(t, store.Config{Dir: dir}), &bus.Bus{}, newClock())
	l := s.start()
	teacher := s.staff(l)
	teacher.does(Request{Kind: KindAsk, Question: aQuiz})
	const address, browser, name, program = "203.0.113.77", "Mozilla/5.0 (Secret)", "Rumpelstiltskin", "package secretprogram"
	var j Joined
	headers := []string{"User-Agent", browser, "X-Forwarded-For", address}
	s.do("POST", "/api/classes/"+l.Code+"/join", Joining{Name: name}, &j, headers...)
	s.do("POST", "/api/classes/WRONGC/join", Joining{Name: name}, nil, headers...)
	one := s.sit(Request{Token: j.Token}, headers...)
	one.until(func() bool { return one.state.Phase == Asking })
	one.does(Request{Kind: KindVote, Asking: one.state.Asking, Round: 1, Value: "1"})
	one.write(Request{Kind: KindRan, Snippet: aExercise, Result: Result{Outcome: Done}, Source: program})
	one.write(Request{Kind: "strange " + name, Source: program})
	one.until(func() bool { return one.last.Kind == KindRefused })
	s.do("POST", "/api/submissions", Submission{Key: "sent1234", Exercise: aExercise, Files: map[string]string{"main.go": program}},
		nil, append(headers, "Authorization", "Bearer "+j.Token)...)

	kept := func() string { return readAll(t, dir) }
	for _, secret := range []string{address, "203.0.113", browser, "Mozilla", j.Token} {
		if strings.Contains(kept(), secret) {
			t.Errorf("the database has %q", secret)
		}
	}
	if !strings.Contains(kept(), name) || !strings.Contains(kept(), program) {
		t.Error("the database has not what it should: the search finds nothing")
	}
	for _, secret := range []string{address, browser, j.Token, name, program} {
		if strings.Contains(s.log.String(), secret) {
			t.Errorf("the log has %q", secret)
		}
	}
	s.do("POST", "/api/classes/"+l.Code+"/forget", Joining{}, nil, "Authorization", "Bearer "+j.Token)
	var rows []string
	if err := s.config.Store.Export(t.Context(), appendTo{&rows}, store.All, ""); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if strings.Contains(row, name) || strings.Contains(row, program) {
			t.Errorf("who is forgotten is in %s", row)
		}
	}
}

// readAll returns all files of a folder, one after the other.
func readAll(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	paths, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(paths) == 0 {
		t.Fatal(err, "no files")
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(text)
	}
	return b.String()
}

type appendTo struct{ lines *[]string }

func (a appendTo) Write(p []byte) (int, error) {
	*a.lines = append(*a.lines, string(p))
	return len(p), nil
}
