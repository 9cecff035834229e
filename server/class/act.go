package class

import (
	"context"
	"database/sql"
	"slices"
	"unicode/utf8"
)

// isKey reports whether a key is one.
func isKey(key string) bool {
	if len(key) < 8 || len(key) > 64 {
		return false
	}
	for _, r := range key {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return false
		}
	}
	return true
}

// handle does what a request asks for.
func (c *conn) handle(req Request) error {
	switch {
	case !c.maySend():
		return refuse("fast")
	case req.Kind == KindPing:
		c.answer(Answer{Kind: KindPong})
		return nil
	case req.Kind == KindHello && c.class == nil:
		return c.hello(req)
	case c.class == nil:
		return refuse("hello")
	}
	act, ok := c.acts()[req.Kind]
	switch {
	case !ok:
		return refuse("kind")
	case req.Kind != KindAt && req.Kind != KindRan && !isKey(req.Key):
		return refuse("key")
	}
	if err := act(req); err != nil {
		return err
	}
	if req.Key != "" && req.Kind != KindExample {
		c.answer(Answer{Kind: KindAck, Key: req.Key})
	}
	return nil
}

// acts returns what the connection may do, by kind. What an act writes is on disk when it returns.
func (c *conn) acts() map[string]func(Request) error {
	switch {
	case c.of == students:
		return map[string]func(Request) error{KindAt: c.doAt, KindRan: c.doRan, KindVote: c.doVote, KindHand: c.doHand}
	case c.of == projectors:
		return nil
	}
	all := map[string]func(Request) error{
		KindAsk: c.doAsk, KindDiscuss: c.doMove(Discuss), KindAgain: c.doMove(Again), KindReveal: c.doMove(Revealed),
		KindDone: c.doMove(Idle), KindCard: c.doCard, KindExample: c.doExample, KindShow: c.doShow, KindDown: c.doDown,
	}
	if c.isOwner {
		all[KindLock], all[KindNamed] = c.doSetting("locked"), c.doSetting("named")
		all[KindKick], all[KindClose] = c.doKick, c.doClose
	}
	return all
}

// save writes what a request asks for, and publishes it.
func (c *conn) save(f func(tx *sql.Tx) (delta, error)) error {
	return c.classes.write(c.class.ID, f)
}

// write writes a change of a class, and publishes it.
func (cs *Classes) write(class string, f func(tx *sql.Tx) (delta, error)) error {
	var d delta
	err := cs.config.Store.Write(context.Background(), func(tx *sql.Tx) (err error) {
		d, err = f(tx)
		return err
	})
	if err == nil {
		cs.publish(class, d)
	}
	return err
}

func (c *conn) doAt(req Request) error {
	if req.Snippet != "" && !c.classes.snippets[req.Snippet] || req.Lesson != "" && !c.classes.lessons[req.Lesson] {
		return refuse("frame", "detail", "there is no such place in the lessons")
	}
	c.at(req.Lesson, req.Snippet, false)
	return nil
}

// at publishes where a student is; again means where they were.
func (c *conn) at(lesson, snippet string, again bool) {
	if again {
		c.class.mu.Lock()
		if m := c.class.members[c.member]; m != nil {
			lesson, snippet = m.last.Lesson, m.last.Snippet
		}
		c.class.mu.Unlock()
	}
	c.classes.publish(c.class.ID, delta{Presence: &presence{Server: c.classes.server, Member: c.member, Here: true,
		Lesson: lesson, Snippet: snippet}})
}

const (
	maxFinding  = 160  // characters
	maxLine     = 9999 // of main.go
	maxCardText = 1000 // characters
	maxCardAt   = 200  // bytes
)

var outcomes = []Outcome{Done, Check, Deadlock, Leak, Starved, Race, Build, Panic, Exit, Timeout, Memory, Output}

func (c *conn) doRan(req Request) error {
	cs := c.classes
	version, isExercise := cs.exercises[req.Snippet]
	switch {
	case !cs.snippets[req.Snippet]:
		return refuse("exercise", "id", clip(req.Snippet, maxDetail))
	case !slices.Contains(outcomes, req.Outcome) || req.Line < 0 || req.Line > maxLine:
		return refuse("outcome", "detail", clip(string(req.Outcome), maxDetail))
	case len(req.Source) > cs.config.Source:
		return refuse("size", "n", cs.config.Source)
	}
	now := cs.now()
	p := progress{Member: c.member, Snippet: req.Snippet, Began: now,
		Result: Result{req.Outcome, clip(req.Finding, maxFinding), req.Line}}
	c.class.mu.Lock()
	if m := c.class.members[c.member]; m != nil && m.since[req.Snippet] != 0 {
		p.Began = m.since[req.Snippet]
	}
	c.class.mu.Unlock()
	return c.save(func(tx *sql.Tx) (delta, error) {
		if err := present(tx, c.class.ID, c.member); err != nil {
			return delta{}, err
		}
		got, err := addRun(tx, now, p, req.Source, version, isExercise)
		return delta{Progress: &got}, err
	})
}

func (c *conn) doVote(req Request) error {
	c.class.mu.Lock()
	asking := c.class.asking
	c.class.mu.Unlock()
	if asking == nil || asking.ID != req.Asking {
		return refuse("asking")
	}
	asked, ok := c.classes.questions[asking.Question]
	if !ok {
		return refuse("question", "id", asking.Question)
	}
	if _, ok := asked.read(req.Value); !ok {
		return refuse("value")
	}
	v := vote{req.Asking, c.member, req.Round, req.Value}
	return c.save(func(tx *sql.Tx) (delta, error) {
		return delta{Vote: &v}, addVote(tx, c.classes.now(), c.class.ID, req.Key, v)
	})
}

func (c *conn) doHand(req Request) error {
	return c.hands(func(tx *sql.Tx) ([]handRow, error) {
		return raise(tx, c.classes.now(), c.class.ID, c.member, req.Key, req.Up)
	})
}

func (c *conn) doDown(req Request) error {
	return c.hands(func(tx *sql.Tx) ([]handRow, error) {
		return lower(tx, c.classes.now(), c.class.ID, req.Member)
	})
}

// hands changes hands, and publishes each.
func (c *conn) hands(f func(tx *sql.Tx) ([]handRow, error)) error {
	var changed []handRow
	err := c.classes.config.Store.Write(context.Background(), func(tx *sql.Tx) (err error) {
		changed, err = f(tx)
		return err
	})
	if err == nil {
		for _, h := range changed {
			c.classes.publish(c.class.ID, delta{Hand: &h})
		}
	}
	return err
}

func (c *conn) doAsk(req Request) error {
	asked, ok := c.classes.questions[req.Question]
	if !ok {
		return refuse("question", "id", clip(req.Question, maxDetail))
	}
	return c.save(func(tx *sql.Tx) (delta, error) {
		if _, err := openClass(tx, c.class.ID); err != nil {
			return delta{}, err
		}
		a, err := ask(tx, c.classes.now(), c.class.ID, asked)
		if err != nil {
			return delta{}, err
		}
		return delta{Asking: a, Rev: a.Rev}, nil
	})
}

func (c *conn) doMove(to Phase) func(Request) error {
	return func(req Request) error {
		return c.save(func(tx *sql.Tx) (delta, error) {
			if _, err := openClass(tx, c.class.ID); err != nil {
				return delta{}, err
			}
			a, err := move(tx, c.classes.now(), c.class.ID, req.Asking, to)
			if err != nil {
				return delta{}, err
			}
			return delta{Asking: a, Rev: a.Rev}, nil
		})
	}
}

func (c *conn) doCard(req Request) error {
	if req.Card == nil {
		return refuse("card", "n", maxCardText)
	}
	card := Card{Kind: req.Card.Kind, Body: req.Card.Body}
	b := card.Body
	fits := map[string]bool{CardText: b.Text != "", CardHere: b.At != "", CardSnippet: b.At != "" && b.Source != "",
		CardTrace: b.At != "" && b.Source != ""}[card.Kind]
	switch {
	case len(b.Source) > c.classes.config.Source:
		return refuse("size", "n", c.classes.config.Source)
	case !fits || utf8.RuneCountInString(b.Text) > maxCardText || len(b.At) > maxCardAt:
		return refuse("card", "n", maxCardText)
	}
	return c.save(func(tx *sql.Tx) (delta, error) {
		if _, err := openClass(tx, c.class.ID); err != nil {
			return delta{}, err
		}
		got, rev, err := addCard(tx, c.classes.now(), c.class.ID, req.Key, card)
		return delta{Card: &got, Rev: rev}, err
	})
}

func (c *conn) doExample(req Request) error {
	var e *Example
	err := c.classes.config.Store.Read(context.Background(), func(tx *sql.Tx) (err error) {
		e, err = exampleOf(tx, c.class.ID, req.Snippet, req.Result, req.Member)
		return err
	})
	if err != nil {
		return err
	}
	e.Kind, e.Key = KindExample, req.Key
	c.send(marshal(e))
	return nil
}

func (c *conn) doShow(req Request) error {
	return c.save(func(tx *sql.Tx) (delta, error) {
		var e *Example
		var err error
		if req.Member != "" {
			if e, err = programOf(tx, c.class.ID, req.Member, req.Snippet); err != nil {
				return delta{}, err
			}
			e.Member = req.Member // so that it goes when the student does
		}
		rev, err := bump(tx, c.class.ID)
		return delta{Shown: &shown{rev, e}, Rev: rev}, err
	})
}

func (c *conn) doSetting(column string) func(Request) error {
	return func(req Request) error {
		since := int64(0)
		if req.Up {
			since = c.classes.now()
		}
		return c.save(func(tx *sql.Tx) (delta, error) {
			h, err := setting(tx, c.class.ID, column, since)
			return delta{Settings: &h.settings, Rev: h.Rev}, err
		})
	}
}

func (c *conn) doClose(Request) error {
	return c.save(func(tx *sql.Tx) (delta, error) {
		h, err := headerOf(tx, c.class.ID)
		if err == nil && h.Closed == 0 {
			h, err = setting(tx, c.class.ID, "closed", c.classes.now())
		}
		return delta{Settings: &h.settings, Rev: h.Rev}, err
	})
}

func (c *conn) doKick(req Request) error {
	return c.save(func(tx *sql.Tx) (delta, error) {
		now := c.classes.now()
		result, err := tx.Exec("update member set removed = $1 where id = $2 and class = $3 and role = 'learner' and removed = 0",
			now, req.Member, c.class.ID)
		if err != nil {
			return delta{}, err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return delta{}, refuse("student")
		}
		_, err = lower(tx, now, c.class.ID, req.Member)
		return delta{Gone: req.Member, Kicked: true}, err
	})
}
