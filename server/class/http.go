package class

import (
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"

	"asynctour/server/store"
)

const (
	maxBody  = 16 << 10 // bytes of a request without a program
	maxTitle = 100      // characters
)

// Routes returns what serves each pattern. A request that would do something is refused if it comes from a page of
// another origin.
func (cs *Classes) Routes() map[string]http.Handler {
	base := cs.config.Base
	cross := http.NewCrossOriginProtection()
	for _, origin := range cs.config.Origins {
		if err := cross.AddTrustedOrigin(origin); err != nil {
			cs.config.Log.Error("class: this origin is none", "origin", origin, "err", err)
		}
	}
	all := map[string]http.Handler{
		"GET " + base + "teach/{file}": http.HandlerFunc(cs.getCSV),
		"GET " + base + "class":        http.HandlerFunc(cs.serveSocket),
	}
	for pattern, f := range map[string]func(*visit) (any, error){
		"POST api/classes":               cs.postClass,
		"GET api/classes":                cs.getClasses,
		"DELETE api/classes/{id}":        cs.deleteClass,
		"GET api/classes/{id}/hard":      cs.getHard,
		"POST api/classes/{code}/join":   cs.postJoin,
		"POST api/classes/{code}/assist": cs.postAssist,
		"POST api/classes/{code}/name":   cs.postName,
		"POST api/classes/{code}/forget": cs.postForget,
		"POST api/submissions":           cs.postSubmission,
	} {
		method, path, _ := strings.Cut(pattern, " ")
		all[method+" "+base+path] = cross.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { cs.serve(w, r, f) }))
	}
	return all
}

// A visit is a request over HTTP.
type visit struct {
	*http.Request
	lang string // of the sentence if it is refused
}

// read reads the body.
func (v *visit) read(into any, limit int64) error {
	data, err := io.ReadAll(io.LimitReader(v.Body, limit+1))
	switch {
	case err != nil:
		return refuse("body", "detail", "it ended too early")
	case int64(len(data)) > limit:
		return refuse("size", "n", limit)
	case !utf8.Valid(data):
		return refuse("body", "detail", "it is not UTF-8")
	}
	if err := json.Unmarshal(data, into); err != nil {
		return refuse("body", "detail", clip(err.Error(), maxDetail))
	}
	return nil
}

// token returns the student's token.
func (v *visit) token() string {
	token, _ := strings.CutPrefix(v.Header.Get("Authorization"), "Bearer ")
	return token
}

// serve answers a request with JSON.
func (cs *Classes) serve(w http.ResponseWriter, r *http.Request, f func(*visit) (any, error)) {
	v := &visit{Request: r, lang: "en"}
	if strings.HasPrefix(r.Header.Get("Accept-Language"), "zh") {
		v.lang = "zh"
	}
	answer, err := f(v)
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	if err != nil {
		f := cs.fault(err, "path", r.Pattern)
		w.WriteHeader(f.status())
		answer = Answer{Kind: KindRefused, Reason: f.key, Message: f.message(v.lang)}
	}
	if answer == nil {
		answer = struct{}{}
	}
	_, _ = w.Write(marshal(answer)) // the client may be gone
}

// speak has the sentences be in a language, where it is named.
func (v *visit) speak(lang string) {
	if lang != "" {
		v.lang = clip(lang, 8)
	}
}

// teacher returns the account of a request that only a teacher, or an assistant too, may make.
func (cs *Classes) teacher(v *visit, assistants bool) (Account, error) {
	a, err := cs.config.Account(v.Request)
	switch {
	case err != nil:
		return a, err
	case a.ID == "":
		return a, refuse("signin")
	case !a.Teacher && !(assistants && a.Assistant):
		return a, refuse("teachers")
	}
	return a, nil
}

func (cs *Classes) postClass(v *visit) (any, error) {
	a, err := cs.teacher(v, false)
	if err != nil {
		return nil, err
	}
	var o Opening
	if err := v.read(&o, maxBody); err != nil {
		return nil, err
	}
	v.speak(o.Lang)
	l := Listed{ID: store.ID(), Title: clip(o.Title, maxTitle), Opened: cs.now()}
	err = cs.config.Store.Write(v.Context(), func(tx *sql.Tx) error {
		var n int
		if err := tx.QueryRow("select count(*) from class where owner = $1 and closed = 0", a.ID).Scan(&n); err != nil {
			return err
		}
		if n >= maxOpen {
			return refuse("classes", "n", maxOpen)
		}
		for l.Code = ""; l.Code == ""; {
			code := newCode()
			if err := tx.QueryRow("select count(*) from class where code = $1", code).Scan(&n); err != nil {
				return err
			}
			if n == 0 {
				l.Code = code
			}
		}
		_, err := tx.Exec("insert into class ("+headerColumns+") values ($1, $2, $3, $4, $5, $6, 0, 0, 0, 1)",
			l.ID, l.Code, a.ID, l.Title, v.lang, l.Opened)
		return err
	})
	return l, err
}

func (cs *Classes) getClasses(v *visit) (any, error) {
	a, err := cs.teacher(v, true)
	if err != nil {
		return nil, err
	}
	list := List{Name: a.Name, Classes: []Listed{}}
	err = cs.config.Store.Read(v.Context(), func(tx *sql.Tx) error {
		return each(tx, func(rows *sql.Rows) error {
			var h header
			err := h.scan(rows)
			list.Classes = append(list.Classes, Listed{h.ID, h.Code, h.Title, h.Opened, h.Closed})
			return err
		}, "select "+headerColumns+` from class where owner = $1 or id in (select class from member
			where account = $1 and role = 'assistant' and removed = 0) order by opened desc, id`, a.ID)
	})
	return list, err
}

func (cs *Classes) deleteClass(v *visit) (any, error) {
	a, err := cs.teacher(v, false)
	if err != nil {
		return nil, err
	}
	id := v.PathValue("id")
	err = cs.write(id, func(tx *sql.Tx) (delta, error) {
		if err := owns(tx, id, a); err != nil {
			return delta{}, err
		}
		_, err := tx.Exec("delete from class where id = $1", id) // what belongs to it goes with it
		return delta{Deleted: true}, err
	})
	return nil, err
}

// owns returns an error for all but the teacher of a class.
func owns(tx *sql.Tx, id string, a Account) error {
	h, err := headerOf(tx, id)
	if err != nil {
		return err
	}
	isOwner, err := mayTeach(tx, h, a)
	if err == nil && !isOwner {
		err = refuse("kind")
	}
	return err
}

// classOf returns the open class of a code, and counts a wrong one.
func (cs *Classes) classOf(v *visit, tx *sql.Tx) (h header, err error) {
	code := strings.ToUpper(v.PathValue("code"))
	if isCode(code) {
		err = h.scan(tx.QueryRow("select "+headerColumns+" from class where code = $1 and closed = 0", code))
	}
	var f *fault
	if !isCode(code) || errors.As(err, &f) {
		cs.config.Guesses.Wrong(cs.config.Gate.Address(v.Request))
		err = refuse("code")
	}
	return h, err
}

// guarded returns an error while an address has to wait for its wrong codes.
func (cs *Classes) guarded(v *visit) error {
	if wait := cs.config.Guesses.Wait(cs.config.Gate.Address(v.Request)); wait > 0 {
		return refuse("codes", "n", int(wait.Seconds())+1)
	}
	return nil
}

// joining reads the body of a request to join, or for another name.
func (cs *Classes) joining(v *visit) (j Joining, err error) {
	if err := v.read(&j, maxBody); err != nil {
		return j, err
	}
	v.speak(j.Lang)
	j.Name, err = cleanName(j.Name)
	return j, err
}

// fits returns the name that a student gets in a class.
func (j Joining) fits(h header) (string, error) {
	switch {
	case j.Name == "" && j.Lang == "":
		return newName(h.Lang), nil
	case j.Name == "":
		return newName(j.Lang), nil
	case h.Named != 0:
		return "", refuse("named")
	}
	return j.Name, nil
}

func (cs *Classes) postJoin(v *visit) (any, error) {
	j, err := cs.joining(v)
	if err == nil {
		err = cs.guarded(v)
	}
	if err != nil {
		return nil, err
	}
	var h header
	if err := cs.config.Store.Read(v.Context(), func(tx *sql.Tx) (err error) {
		h, err = cs.classOf(v, tx)
		return err
	}); err != nil {
		return nil, err
	}
	var answer Joined
	now := cs.now()
	err = cs.write(h.ID, func(tx *sql.Tx) (delta, error) {
		h, err := openClass(tx, h.ID)
		switch {
		case err != nil:
			return delta{}, err
		case h.Locked != 0:
			return delta{}, refuse("locked")
		}
		name, err := j.fits(h)
		if err != nil {
			return delta{}, err
		}
		m, token, err := addMember(tx, now, h.ID, name, now+memberTime.Microseconds())
		answer = Joined{m.Name, token}
		return delta{Member: &m}, err
	})
	return answer, err
}

func (cs *Classes) postAssist(v *visit) (any, error) {
	a, err := cs.teacher(v, true)
	if err == nil {
		err = cs.guarded(v)
	}
	if err != nil {
		return nil, err
	}
	var l Listed
	err = cs.config.Store.Write(v.Context(), func(tx *sql.Tx) error {
		h, err := cs.classOf(v, tx)
		if err != nil {
			return err
		}
		l = Listed{h.ID, h.Code, h.Title, h.Opened, h.Closed}
		if h.Owner == a.ID {
			return nil
		}
		_, err = tx.Exec(`insert into member (id, class, account, name, role, joined, removed)
			values ($1, $2, $3, $4, 'assistant', $5, 0) on conflict (class, account) do nothing`,
			store.ID(), h.ID, a.ID, a.Name, cs.now())
		return err
	})
	return l, err
}

// own runs f with the student whose token the request has.
func (cs *Classes) own(v *visit, f func(tx *sql.Tx, s student) (delta, error)) error {
	token, now := v.token(), cs.now()
	var class string
	if err := cs.config.Store.Read(v.Context(), func(tx *sql.Tx) error {
		s, err := studentOf(tx, token, now)
		class = s.Class
		return err
	}); err != nil {
		return err
	}
	return cs.write(class, func(tx *sql.Tx) (delta, error) {
		s, err := studentOf(tx, token, now)
		if err != nil {
			return delta{}, err
		}
		if code := v.PathValue("code"); code != "" {
			if h, err := headerOf(tx, s.Class); err != nil || !strings.EqualFold(h.Code, code) {
				return delta{}, errors.Join(err, refuse("member"))
			}
		}
		return f(tx, s)
	})
}

func (cs *Classes) postName(v *visit) (any, error) {
	j, err := cs.joining(v)
	if err != nil {
		return nil, err
	}
	var answer Joined
	err = cs.own(v, func(tx *sql.Tx, s student) (delta, error) {
		if err := present(tx, s.Class, s.ID); err != nil {
			return delta{}, err
		}
		h, err := headerOf(tx, s.Class)
		if err != nil {
			return delta{}, err
		}
		name, err := j.fits(h)
		if err != nil {
			return delta{}, err
		}
		if answer.Name, err = freeName(tx, s.Class, s.ID, name); err != nil {
			return delta{}, err
		}
		m := memberRow{ID: s.ID, Name: answer.Name}
		err = tx.QueryRow("update member set name = $1 where id = $2 returning joined", m.Name, m.ID).Scan(&m.Joined)
		return delta{Member: &m}, err
	})
	return answer, err
}

func (cs *Classes) postForget(v *visit) (any, error) {
	var j Joining
	if err := v.read(&j, maxBody); err != nil {
		return nil, err
	}
	v.speak(j.Lang)
	return nil, cs.own(v, func(tx *sql.Tx, s student) (delta, error) {
		_, err := tx.Exec("delete from member where id = $1", s.ID) // what is the student's goes too
		return delta{Gone: s.ID}, err
	})
}

// maxFiles is the most files of a submission, maxVerdicts the most checks.
const maxFiles, maxVerdicts = 20, 50

func (cs *Classes) postSubmission(v *visit) (any, error) {
	var s Submission
	if err := v.read(&s, cs.maxFrame()); err != nil {
		return nil, err
	}
	v.speak(s.Lang)
	size := 0
	for name, text := range s.Files {
		size += len(name) + len(text)
	}
	switch {
	case !isKey(s.Key):
		return nil, refuse("key")
	case cs.exercises[s.Exercise] == "":
		return nil, refuse("exercise", "id", clip(s.Exercise, maxDetail))
	case size > cs.config.Source:
		return nil, refuse("size", "n", cs.config.Source)
	case len(s.Files) == 0 || len(s.Files) > maxFiles || len(s.Verdicts) > maxVerdicts || len(s.Version) > maxDetail:
		return nil, refuse("body", "detail", "it has no files, or too many files or checks")
	}
	for i := range s.Verdicts {
		s.Verdicts[i].Name = clip(s.Verdicts[i].Name, maxDetail)
	}
	var done Submitted
	now := cs.now()
	err := cs.own(v, func(tx *sql.Tx, who student) (delta, error) {
		if err := present(tx, who.Class, who.ID); err != nil {
			return delta{}, err
		}
		err := tx.QueryRow("select id, at from submission where member = $1 and key = $2", who.ID, s.Key).Scan(&done.ID, &done.At)
		if !errors.Is(err, sql.ErrNoRows) {
			return delta{}, err
		}
		done = Submitted{store.ID(), now}
		_, err = tx.Exec(`insert into submission (id, member, exercise, version, files, verdicts, key, at)
			values ($1, $2, $3, $4, $5, $6, $7, $8)`, done.ID, who.ID, s.Exercise, s.Version,
			string(marshal(s.Files)), string(marshal(s.Verdicts)), s.Key, now)
		return delta{}, err
	})
	return done, err
}
