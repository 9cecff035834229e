package class

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"asynctour/server/store"
)

// A header is what is known of a class without its members.
type header struct {
	ID, Code, Owner, Title, Lang string
	Opened                       int64
	settings
}

const headerColumns = "id, code, owner, title, lang, opened, closed, locked, named, rev"

func (h *header) scan(row interface{ Scan(...any) error }) error {
	err := row.Scan(&h.ID, &h.Code, &h.Owner, &h.Title, &h.Lang, &h.Opened, &h.Closed, &h.Locked, &h.Named, &h.Rev)
	if errors.Is(err, sql.ErrNoRows) {
		return refuse("class")
	}
	return err
}

// headerOf reads a class by its ID.
func headerOf(tx *sql.Tx, id string) (h header, err error) {
	err = h.scan(tx.QueryRow("select "+headerColumns+" from class where id = $1", id))
	return h, err
}

// open reads a class that must not be over.
func openClass(tx *sql.Tx, id string) (header, error) {
	h, err := headerOf(tx, id)
	if err == nil && h.Closed != 0 {
		err = refuse("over")
	}
	return h, err
}

// each calls f with each row of a query.
func each(tx *sql.Tx, f func(rows *sql.Rows) error, query string, args ...any) error {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// bump counts a change of what all see, and returns the new rev.
func bump(tx *sql.Tx, class string) (rev int64, err error) {
	err = tx.QueryRow("update class set rev = rev + 1 where id = $1 returning rev", class).Scan(&rev)
	return rev, err
}

// A student is who has a token.
type student struct {
	ID, Class, Name string
	Removed         int64
}

// studentOf returns whose the token is.
func studentOf(tx *sql.Tx, token string, now int64) (s student, err error) {
	err = tx.QueryRow(`select m.id, m.class, m.name, m.removed from session s join member m on m.id = s.member
		where s.hash = $1 and s.expires > $2`, store.Hash(token), now).Scan(&s.ID, &s.Class, &s.Name, &s.Removed)
	if errors.Is(err, sql.ErrNoRows) {
		err = refuse("member")
	}
	return s, err
}

// present returns an error for a student who is not, or no longer, in a class that is open.
func present(tx *sql.Tx, class, member string) error {
	if _, err := openClass(tx, class); err != nil {
		return err
	}
	var removed int64
	err := tx.QueryRow("select removed from member where id = $1 and class = $2", member, class).Scan(&removed)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return refuse("member")
	case err == nil && removed != 0:
		return refuse("removed")
	}
	return err
}

// A snapshot is all of a class that its live state begins with.
type snapshot struct {
	header
	members  []memberRow
	asking   *asking
	votes    []vote // of asking
	hands    []handRow
	cards    []Card
	progress []progress
}

// load reads a class.
func load(tx *sql.Tx, id string) (s snapshot, err error) {
	if s.header, err = headerOf(tx, id); err != nil {
		return s, err
	}
	if s.asking, err = lastAsking(tx, id); err != nil {
		return s, err
	}
	if s.asking != nil {
		err = each(tx, func(rows *sql.Rows) error {
			v := vote{Asking: s.asking.ID}
			s.votes = append(s.votes, v)
			last := &s.votes[len(s.votes)-1]
			return rows.Scan(&last.Member, &last.Round, &last.Value)
		}, "select member, round, value from vote where question = $1", s.asking.ID)
	}
	return s, errors.Join(err,
		each(tx, func(rows *sql.Rows) error {
			var m memberRow
			err := rows.Scan(&m.ID, &m.Name, &m.Joined)
			s.members = append(s.members, m)
			return err
		}, "select id, name, joined from member where class = $1 and role = 'learner' and removed = 0 order by joined, id", id),
		each(tx, func(rows *sql.Rows) error {
			var h handRow
			err := rows.Scan(&h.ID, &h.Member, &h.At)
			s.hands = append(s.hands, h)
			return err
		}, "select id, member, at from hand where class = $1 and done = 0 order by at, id", id),
		each(tx, func(rows *sql.Rows) error {
			var c Card
			var body string
			err := errors.Join(rows.Scan(&c.N, &c.Kind, &body), json.Unmarshal([]byte(body), &c.Body))
			s.cards = append(s.cards, c)
			return err
		}, "select n, kind, body from card where class = $1 order by n", id),
		each(tx, func(rows *sql.Rows) error {
			var p progress
			err := p.scan(rows)
			s.progress = append(s.progress, p)
			return err
		}, "select "+progressColumns+" from progress where member in (select id from member where class = $1 and removed = 0)", id))
}

// lastAsking returns the question that a class is asked, or nil.
func lastAsking(tx *sql.Tx, class string) (*asking, error) {
	var a asking
	var name string
	err := tx.QueryRow(`select id, lesson, name, version, phase, rev, asked from question where class = $1 and phase <> 'idle'
		order by asked desc limit 1`, class).Scan(&a.ID, &a.Question, &name, &a.Version, &a.Phase, &a.Rev, &a.Asked)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	a.Question += "/" + name
	return &a, err
}

const progressColumns = "member, exercise, outcome, finding, line, alike, tries, began, at, done"

func (p *progress) scan(row interface{ Scan(...any) error }) error {
	var line string
	err := row.Scan(&p.Member, &p.Snippet, &p.Outcome, &p.Finding, &line, &p.Alike, &p.Tries, &p.Began, &p.At, &p.Done)
	if line != "" && err == nil {
		p.Line, err = strconv.Atoi(line)
	}
	return err
}

// lineText returns a line as the database has it.
func lineText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// addRun adds a run to a student's progress with a snippet. An exercise that is solved stays so, whatever is tried after.
func addRun(tx *sql.Tx, now int64, p progress, source, version string, isExercise bool) (progress, error) {
	var was progress
	err := was.scan(tx.QueryRow("select "+progressColumns+" from progress where member = $1 and lesson = $2 and exercise = $3",
		p.Member, lessonOf(p.Snippet), p.Snippet))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		was = p
		was.Result = Result{}
	case err != nil:
		return p, err
	}
	p.Began, p.At, p.Tries, p.Alike, p.Done = min(was.Began, p.Began), now, was.Tries+1, 1, was.Done
	if isExercise && was.Done != 0 {
		p.Result, p.At, p.Alike = was.Result, was.At, was.Alike
	} else if p.Result == was.Result {
		p.Alike = was.Alike + 1
	}
	if p.Outcome == Done && (p.Done == 0 || !isExercise) {
		p.Done = now
	}
	state := "open"
	if p.Outcome == Done {
		state = "done"
	}
	_, err = tx.Exec(`insert into progress (`+progressColumns+`, lesson, state, source, version)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		on conflict (member, lesson, exercise) do update set outcome = excluded.outcome, finding = excluded.finding,
		line = excluded.line, alike = excluded.alike, tries = excluded.tries, began = excluded.began, at = excluded.at,
		done = excluded.done, state = excluded.state, source = excluded.source, version = excluded.version`,
		p.Member, p.Snippet, string(p.Outcome), p.Finding, lineText(p.Line), p.Alike, p.Tries, p.Began, p.At, p.Done,
		lessonOf(p.Snippet), state, source, version)
	return p, err
}

// lessonOf returns the lesson of a snippet or a quiz.
func lessonOf(id string) string {
	lesson, _, _ := strings.Cut(id, "/")
	return lesson
}

// addMember adds a student, under this name or one like it that nobody in the class has, and returns the token.
func addMember(tx *sql.Tx, now int64, class, name string, session int64) (m memberRow, token string, err error) {
	var n int
	if err := tx.QueryRow("select count(*) from member where class = $1 and role = 'learner' and removed = 0",
		class).Scan(&n); err != nil {
		return m, "", err
	}
	if n >= maxMembers {
		return m, "", refuse("full", "n", maxMembers)
	}
	m = memberRow{ID: store.ID(), Joined: now}
	if m.Name, err = freeName(tx, class, "", name); err != nil {
		return m, "", err
	}
	if _, err = tx.Exec("insert into member (id, class, name, role, joined, removed) values ($1, $2, $3, 'learner', $4, 0)",
		m.ID, class, m.Name, now); err != nil {
		return m, "", err
	}
	token = store.Token()
	_, err = tx.Exec("insert into session (hash, member, expires) values ($1, $2, $3)", store.Hash(token), m.ID, session)
	return m, token, err
}

// freeName returns name, or one like it, that no other member has.
func freeName(tx *sql.Tx, class, member, name string) (string, error) {
	taken := map[string]bool{}
	err := each(tx, func(rows *sql.Rows) error {
		var one string
		err := rows.Scan(&one)
		taken[one] = true
		return err
	}, "select name from member where class = $1 and id <> $2 and removed = 0 and (name = $3 or name like $4)",
		class, member, name, name+" %")
	free := name
	for n := 2; taken[free]; n++ {
		free = another(name, n)
	}
	return free, err
}

// ask asks a class a question. Asked again before there is an answer, it stays as it is.
func ask(tx *sql.Tx, now int64, class string, a *asked) (*asking, error) {
	was, err := lastAsking(tx, class)
	if err != nil {
		return nil, err
	}
	if was != nil {
		if was.Question == a.id && was.Version == a.version && was.Phase == Asking {
			return was, nil
		}
		if _, err := tx.Exec("update question set phase = 'idle' where id = $1", was.ID); err != nil {
			return nil, err
		}
	}
	rev, err := bump(tx, class)
	if err != nil {
		return nil, err
	}
	next := &asking{ID: store.ID(), Question: a.id, Version: a.version, Phase: Asking, Rev: rev, Asked: now}
	kind := "quiz"
	if a.kind == "time" || a.kind == "lines" {
		kind = "predict"
	}
	lesson, name, _ := strings.Cut(a.id, "/")
	_, err = tx.Exec(`insert into question (id, class, lesson, name, kind, version, phase, rev, asked, revealed)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)`, next.ID, class, lesson, name, kind, a.version, string(Asking), rev, now)
	return next, err
}

// from are the phases that each can follow.
var from = map[Phase][]Phase{
	Discuss:  {Asking},
	Again:    {Asking, Discuss},
	Revealed: {Asking, Discuss, Again},
	Idle:     {Asking, Discuss, Again, Revealed},
}

// move takes a question to another phase. If it is there already that is fine.
func move(tx *sql.Tx, now int64, class, id string, to Phase) (*asking, error) {
	was, err := lastAsking(tx, class)
	switch {
	case err != nil:
		return nil, err
	case was == nil || was.ID != id:
		return nil, refuse("phase", "phase", string(Idle))
	case was.Phase == to:
		return was, nil
	}
	allowed := false
	for _, one := range from[to] {
		allowed = allowed || one == was.Phase
	}
	if !allowed {
		return nil, refuse("phase", "phase", string(was.Phase))
	}
	rev, err := bump(tx, class)
	if err != nil {
		return nil, err
	}
	revealed := int64(0)
	if to == Revealed {
		revealed = now
	}
	was.Phase, was.Rev = to, rev
	_, err = tx.Exec("update question set phase = $1, rev = $2, revealed = revealed + cast($3 as bigint) where id = $4",
		string(to), rev, revealed, id)
	return was, err
}

// roundOf returns the round that takes answers in a phase; 0: none does.
func roundOf(p Phase) int {
	switch p {
	case Asking:
		return 1
	case Again:
		return 2
	}
	return 0
}

// addVote counts an answer, in the place of an earlier one in the same round.
func addVote(tx *sql.Tx, now int64, class, key string, v vote) error {
	if err := present(tx, class, v.Member); err != nil {
		return err
	}
	if done, err := counted(tx, "vote", v.Member, key); done || err != nil {
		return err
	}
	a, err := lastAsking(tx, class)
	if err != nil {
		return err
	}
	if a == nil || a.ID != v.Asking || v.Round == 0 || roundOf(a.Phase) != v.Round {
		return refuse("asking")
	}
	_, err = tx.Exec(`insert into vote (question, member, round, value, key, at) values ($1, $2, $3, $4, $5, $6)
		on conflict (question, member, round) do update set value = excluded.value, key = excluded.key, at = excluded.at`,
		v.Asking, v.Member, v.Round, v.Value, key, now)
	return err
}

// counted reports whether what a member sent with a key is there already.
func counted(tx *sql.Tx, table, member, key string) (bool, error) {
	var n int
	err := tx.QueryRow("select count(*) from "+table+" where member = $1 and key = $2", member, key).Scan(&n)
	return n > 0, err
}

// raise puts a member's hand up, at the end of the queue, or down. It returns the hands that have changed.
func raise(tx *sql.Tx, now int64, class, member, key string, up bool) (changed []handRow, err error) {
	if err := present(tx, class, member); err != nil {
		return nil, err
	}
	if !up {
		return lower(tx, now, class, member)
	}
	if done, err := counted(tx, "hand", member, key); done || err != nil {
		return nil, err
	}
	var n int
	if err := tx.QueryRow("select count(*) from hand where class = $1 and member = $2 and done = 0", class, member).Scan(&n); err != nil {
		return nil, err
	}
	if n > 0 {
		return nil, nil // it keeps its place
	}
	h := handRow{ID: store.ID(), Member: member, At: now}
	_, err = tx.Exec("insert into hand (id, class, member, key, at, done) values ($1, $2, $3, $4, $5, 0)", h.ID, class, member, key, now)
	return []handRow{h}, err
}

// lower puts a member's hands down.
func lower(tx *sql.Tx, now int64, class, member string) (changed []handRow, err error) {
	err = each(tx, func(rows *sql.Rows) error {
		h := handRow{Member: member, Done: now}
		err := rows.Scan(&h.ID, &h.At)
		changed = append(changed, h)
		return err
	}, "select id, at from hand where class = $1 and member = $2 and done = 0", class, member)
	if err == nil && len(changed) > 0 {
		_, err = tx.Exec("update hand set done = $1 where class = $2 and member = $3 and done = 0", now, class, member)
	}
	return changed, err
}

// addCard adds a card, once.
func addCard(tx *sql.Tx, now int64, class, key string, c Card) (Card, int64, error) {
	var n int64
	err := tx.QueryRow("select n from card where class = $1 and key = $2", class, key).Scan(&n)
	if !errors.Is(err, sql.ErrNoRows) {
		c.N = n
		return c, 0, err
	}
	if err := tx.QueryRow("select coalesce(max(n), 0) + 1 from card where class = $1", class).Scan(&c.N); err != nil {
		return c, 0, err
	}
	if c.N > maxCards {
		return c, 0, refuse("cards", "n", maxCards)
	}
	body, err := json.Marshal(c.Body)
	if err != nil {
		return c, 0, err
	}
	rev, err := bump(tx, class)
	if err != nil {
		return c, 0, err
	}
	_, err = tx.Exec("insert into card (class, n, kind, body, key, at) values ($1, $2, $3, $4, $5, $6)",
		class, c.N, c.Kind, string(body), key, now)
	return c, rev, err
}

// exampleOf returns a program of a group: the next one after a member's, else the first.
func exampleOf(tx *sql.Tx, class, snippet string, r Result, after string) (*Example, error) {
	for _, than := range []string{after, ""} {
		e := Example{Snippet: snippet, Result: r}
		err := tx.QueryRow(`select m.id, m.name, p.source from progress p join member m on m.id = p.member
			where m.class = $1 and m.removed = 0 and p.exercise = $2 and p.outcome = $3 and p.finding = $4 and p.line = $5
			and m.id > $6 order by m.id limit 1`, class, snippet, string(r.Outcome), r.Finding, lineText(r.Line), than).
			Scan(&e.Member, &e.Name, &e.Source)
		if !errors.Is(err, sql.ErrNoRows) {
			return &e, err
		}
	}
	return nil, refuse("example")
}

// programOf returns a member's program, without whose it is.
func programOf(tx *sql.Tx, class, member, snippet string) (*Example, error) {
	e := Example{Snippet: snippet}
	var line string
	err := tx.QueryRow(`select p.source, p.outcome, p.finding, p.line from progress p join member m on m.id = p.member
		where m.class = $1 and m.id = $2 and m.removed = 0 and p.exercise = $3`, class, member, snippet).
		Scan(&e.Source, &e.Outcome, &e.Finding, &line)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, refuse("example")
	}
	if line != "" && err == nil {
		e.Line, err = strconv.Atoi(line)
	}
	return &e, err
}

// setting changes one of a class's settings to a time, or to 0.
func setting(tx *sql.Tx, class, column string, to int64) (h header, err error) {
	if _, err := bump(tx, class); err != nil {
		return h, err
	}
	if _, err := tx.Exec(fmt.Sprintf("update class set %s = $1 where id = $2", column), to, class); err != nil {
		return h, err
	}
	return headerOf(tx, class)
}
