package class

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"asynctour/lessons"
	"asynctour/server/bus"
	"asynctour/server/course"
	"asynctour/server/gate"
	"asynctour/server/store"
	"asynctour/server/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Run(m)) }

// theCourse is read once: its text takes a while.
var theCourse = sync.OnceValues(func() (*course.Course, error) { return course.Parse(lessons.FS) })

// What the tests ask and run: a quiz with one right option of several, and an exercise.
const (
	aQuiz     = "gather/the-others"
	aSnippet  = "gather/three-tasks"
	aExercise = "http/four-at-a-time"
)

// A clock is moved by tests.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// A school is a server of classes in a test.
type school struct {
	*Classes
	t     *testing.T
	url   string
	clock *clock
	log   *bytes.Buffer
}

// accountOf takes the account from a header, where a server takes it from a cookie.
func accountOf(r *http.Request) (Account, error) {
	id := r.Header.Get("X-Account")
	return Account{ID: id, Name: id, Teacher: strings.HasPrefix(id, "teacher"), Assistant: strings.HasPrefix(id, "assistant")}, nil
}

// openStore opens a store that has accounts for the tests.
func openStore(t *testing.T, c store.Config) *store.Store {
	t.Helper()
	st := storetest.Open(t, c)
	for _, id := range []string{"teacher", "teacher2", "assistant", "assistant2"} {
		if err := st.Write(t.Context(), func(tx *sql.Tx) error {
			_, err := tx.Exec("insert into account (id, name, role, created) values ($1, $1, 'teacher', 0)", id)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	return st
}

// newSchool opens one with a bus, and a store of its own, SQLite.
func newSchool(t *testing.T) *school {
	t.Helper()
	return newSchoolOn(t, openStore(t, store.Config{Dir: t.TempDir()}), &bus.Bus{}, newClock())
}

// eachSchool runs f with one that has SQLite, and one that has PostgreSQL.
func eachSchool(t *testing.T, f func(t *testing.T, s *school)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, c store.Config) {
		f(t, newSchoolOn(t, openStore(t, c), &bus.Bus{}, newClock()))
	})
}

func newSchoolOn(t *testing.T, st *store.Store, b *bus.Bus, clock *clock) *school {
	t.Helper()
	c, err := theCourse()
	if err != nil {
		t.Fatal(err)
	}
	log := &bytes.Buffer{}
	var mu sync.Mutex
	cs := New(Config{Store: st, Bus: b, Course: c, Account: accountOf, Now: clock.now, Source: 64 << 10, Base: "/",
		Log: slog.New(slog.NewJSONHandler(lockedWriter{&mu, io.MultiWriter(log, t.Output())}, nil)),
		// Tests come from all the addresses that they like.
		Gate: gate.New(0, []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}), Guesses: gate.NewGuesses(clock.now)})
	mux := http.NewServeMux()
	for pattern, handler := range cs.Routes() {
		mux.Handle(pattern, handler)
	}
	server := httptest.NewServer(mux)
	t.Cleanup(func() {
		server.Close()
		cs.Close()
	})
	return &school{cs, t, server.URL, clock, log}
}

type lockedWriter struct {
	mu *sync.Mutex
	w  io.Writer
}

func (l lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// do makes a request, and returns the status; headers are names and values.
func (s *school) do(method, path string, body, answer any, headers ...string) int {
	s.t.Helper()
	var data io.Reader
	if body != nil {
		data = bytes.NewReader(marshal(body))
	}
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, data)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if raw, ok := answer.(*string); ok {
		*raw = string(text)
	} else if answer != nil {
		if err := json.Unmarshal(text, answer); err != nil {
			s.t.Fatalf("%s %s: %s: %v", method, path, text, err)
		}
	}
	return resp.StatusCode
}

// start starts a class of the teacher's.
func (s *school) start() Listed {
	s.t.Helper()
	var l Listed
	if status := s.do("POST", "/api/classes", Opening{Lang: "en"}, &l, "X-Account", "teacher"); status != http.StatusOK {
		s.t.Fatalf("start: %d", status)
	}
	return l
}

// join has a student join.
func (s *school) join(l Listed, name string) Joined {
	s.t.Helper()
	var j Joined
	if status := s.do("POST", "/api/classes/"+l.Code+"/join", Joining{Name: name}, &j); status != http.StatusOK {
		s.t.Fatalf("join: %d", status)
	}
	return j
}

// A seat is a connection in a test, and what it was sent.
type seat struct {
	s        *school
	ws       *websocket.Conn
	state    State
	mine     Mine
	dots     map[string]Dot
	groups   map[string]int // by snippet, outcome and line
	places   map[string]int
	hands    []string
	findings []string // of groups, as they came
	last     message
	keys     int
	lives    int
}

// A message is any frame from the server.
type message struct {
	Kind, Key, Reason, Message string
	Member, Name, Source       string
}

// connect connects and says hello; headers are names and values.
func (s *school) connect(hello Request, headers ...string) *seat {
	s.t.Helper()
	header := http.Header{}
	for i := 0; i < len(headers); i += 2 {
		header.Set(headers[i], headers[i+1])
	}
	ws, _, err := (&websocket.Dialer{Subprotocols: []string{Subprotocol}}).Dial("ws"+strings.TrimPrefix(s.url, "http")+"/class", header)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { ws.Close() })
	one := &seat{s: s, ws: ws}
	hello.Kind = KindHello
	one.write(hello)
	return one
}

// sit connects and waits for the whole state.
func (s *school) sit(hello Request, headers ...string) *seat {
	s.t.Helper()
	one := s.connect(hello, headers...)
	one.until(func() bool { return one.last.Kind == KindState })
	return one
}

func (s *school) student(j Joined) *seat { return s.sit(Request{Token: j.Token}) }
func (s *school) staff(l Listed) *seat {
	return s.sit(Request{Class: l.ID}, "X-Account", "teacher")
}
func (s *school) projector(l Listed) *seat {
	return s.sit(Request{Class: l.ID, Projector: true}, "X-Account", "teacher")
}

// write sends a frame.
func (o *seat) write(req Request) {
	o.s.t.Helper()
	if err := o.ws.WriteJSON(req); err != nil {
		o.s.t.Fatal(err)
	}
}

// read reads a frame, and takes over what it says. ok is false at the end of the connection.
func (o *seat) read() (ok bool) {
	o.s.t.Helper()
	_, data, err := o.ws.ReadMessage()
	if err != nil {
		o.last = message{Kind: "closed"}
		return false
	}
	o.last = message{}
	into := func(v any) {
		if err := json.Unmarshal(data, v); err != nil {
			o.s.t.Fatalf("%s: %v", data, err)
		}
	}
	into(&o.last)
	switch o.last.Kind {
	case KindState:
		o.state = State{}
		into(&o.state)
	case KindChanged:
		cards := o.state.Cards
		o.state.Cards = nil
		counts := o.state.Counts
		o.state.Counts = nil
		var has map[string]json.RawMessage
		into(&has)
		into(&o.state)
		o.state.Cards = append(cards, o.state.Cards...)
		if _, ok := has["counts"]; !ok {
			o.state.Counts = counts
		}
	case KindMine:
		into(&o.mine)
	case KindLive:
		o.lives++
		var l Live
		into(&l)
		if l.Whole {
			o.dots, o.groups, o.places = map[string]Dot{}, map[string]int{}, map[string]int{}
		}
		for _, d := range l.Dots {
			o.dots[d.ID] = d
		}
		for _, id := range l.Gone {
			delete(o.dots, id)
		}
		for _, g := range l.Groups {
			o.groups[fmt.Sprint(g.Snippet, " ", g.Outcome, " ", g.Line)] = g.N
			o.findings = append(o.findings, g.Finding)
		}
		for _, p := range l.Places {
			o.places[p.Snippet] = p.N
		}
		if l.Hands != nil {
			o.hands = nil
			for _, h := range l.Hands {
				o.hands = append(o.hands, h.Name)
			}
		}
	}
	return true
}

// until reads until a condition holds.
func (o *seat) until(holds func() bool) {
	o.s.t.Helper()
	for !holds() {
		if !o.read() {
			o.s.t.Fatalf("the connection ended; the state is %+v", o.state)
		}
	}
}

// ask sends a request with a key, and returns the answer to it.
func (o *seat) ask(req Request) message {
	o.s.t.Helper()
	if req.Key == "" {
		o.keys++
		req.Key = fmt.Sprintf("key%05d%s", o.keys, store.ID())
	}
	o.write(req)
	o.until(func() bool { return o.last.Key == req.Key })
	return o.last
}

// does sends a request that must be acknowledged.
func (o *seat) does(req Request) {
	o.s.t.Helper()
	if m := o.ask(req); m.Kind != KindAck {
		o.s.t.Fatalf("%s: %+v", req.Kind, m)
	}
}

// member returns the ID of a student by name.
func (o *seat) member(name string) string {
	o.s.t.Helper()
	id := ""
	o.until(func() bool {
		for _, d := range o.dots {
			if d.Name == name {
				id = d.ID
			}
		}
		return id != ""
	})
	return id
}
