package class

import (
	"bytes"
	"database/sql"
	"encoding/csv"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"asynctour/server/store"
)

// A report is what is left of a class: who answered and tried what.
type report struct {
	header
	members  []memberRow
	askings  []asking // in the order in which they were asked
	votes    map[voteKey]string
	progress map[progressKey]progress
	versions map[progressKey]string // of the checks that progress is with
	sent     map[progressKey]int    // submissions
}

type voteKey struct {
	asking, member string
	round          int
}

type progressKey struct{ member, snippet string }

// readReport reads all of a class. Who was removed is in it: what was answered counts.
func readReport(tx *sql.Tx, id string) (r report, err error) {
	r.votes, r.progress = map[voteKey]string{}, map[progressKey]progress{}
	r.versions, r.sent = map[progressKey]string{}, map[progressKey]int{}
	if r.header, err = headerOf(tx, id); err != nil {
		return r, err
	}
	const ofClass = " in (select id from member where class = $1 and role = 'learner')"
	for _, one := range []struct {
		query string
		read  func(rows *sql.Rows) error
	}{
		{"select id, name, joined from member where class = $1 and role = 'learner' order by joined, id", func(rows *sql.Rows) error {
			var m memberRow
			err := rows.Scan(&m.ID, &m.Name, &m.Joined)
			r.members = append(r.members, m)
			return err
		}},
		{"select id, lesson, name, version, phase, rev, asked from question where class = $1 order by asked, id", func(rows *sql.Rows) error {
			var a asking
			var name string
			err := rows.Scan(&a.ID, &a.Question, &name, &a.Version, &a.Phase, &a.Rev, &a.Asked)
			a.Question += "/" + name
			r.askings = append(r.askings, a)
			return err
		}},
		{"select question, member, round, value from vote where member" + ofClass, func(rows *sql.Rows) error {
			var k voteKey
			var value string
			err := rows.Scan(&k.asking, &k.member, &k.round, &value)
			r.votes[k] = value
			return err
		}},
		{"select version, " + progressColumns + " from progress where member" + ofClass, func(rows *sql.Rows) error {
			var p progress
			var version string
			err := p.scan(scanAfter{rows, &version})
			r.progress[progressKey{p.Member, p.Snippet}] = p
			r.versions[progressKey{p.Member, p.Snippet}] = version
			return err
		}},
		{"select member, exercise, count(*) from submission where member" + ofClass + " group by member, exercise", func(rows *sql.Rows) error {
			var k progressKey
			var n int
			err := rows.Scan(&k.member, &k.snippet, &n)
			r.sent[k] = n
			return err
		}},
	} {
		if err := each(tx, one.read, one.query, id); err != nil {
			return r, err
		}
	}
	return r, nil
}

// scanAfter scans a row that has a column before those that are asked for.
type scanAfter struct {
	rows  *sql.Rows
	first any
}

func (s scanAfter) Scan(into ...any) error { return s.rows.Scan(append([]any{s.first}, into...)...) }

// exercises returns the exercises that were tried, in order.
func (cs *Classes) tried(r report) []string {
	all := map[string]bool{}
	for k := range r.progress {
		all[k.snippet] = cs.exercises[k.snippet] != ""
	}
	maps.DeleteFunc(all, func(_ string, isExercise bool) bool { return !isExercise })
	return slices.Sorted(maps.Keys(all))
}

// rounds returns how many rounds a question had: 2 if anybody has answered again.
func (r report) rounds(a asking) int {
	for k := range r.votes {
		if k.asking == a.ID && k.round == 2 {
			return 2
		}
	}
	return 1
}

// getHard says what was hard.
func (cs *Classes) getHard(v *visit) (any, error) {
	a, err := cs.teacher(v, true)
	if err != nil {
		return nil, err
	}
	var r report
	err = cs.config.Store.Read(v.Context(), func(tx *sql.Tx) error {
		h, err := headerOf(tx, v.PathValue("id"))
		if err == nil {
			_, err = mayTeach(tx, h, a)
		}
		if err == nil {
			r, err = readReport(tx, h.ID)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return cs.hard(r), nil
}

// hard works out what was hard.
func (cs *Classes) hard(r report) Hard {
	all := Hard{Questions: []HardQuestion{}, Exercises: []HardExercise{}}
	var items []item
	for _, a := range r.askings {
		rounds := r.rounds(a)
		h := HardQuestion{Question: a.Question, Version: a.Version, Asked: a.Asked, Rounds: make([]Round, rounds),
			Counts: make([]map[string]int, rounds)}
		last := item{}
		asked, known := cs.questions[a.Question]
		known = known && asked.version == a.Version // else it is of an earlier release, and nobody knows what was right
		for round := range rounds {
			h.Counts[round] = map[string]int{}
			last = item{}
			for _, m := range r.members {
				value, ok := r.votes[voteKey{a.ID, m.ID, round + 1}]
				if !ok {
					continue
				}
				right := known && asked.isRight(value)
				h.Counts[round][value]++
				h.Rounds[round].Answers++
				if right {
					h.Rounds[round].Right++
				}
				last[m.ID] = right
			}
		}
		all.Questions = append(all.Questions, h)
		items = append(items, last)
	}
	for _, id := range cs.tried(r) {
		byVersion := map[string]item{}
		took := map[string][]int64{}
		for _, m := range r.members {
			key := progressKey{m.ID, id}
			p, ok := r.progress[key]
			if !ok {
				continue
			}
			version := r.versions[key]
			if byVersion[version] == nil {
				byVersion[version] = item{}
			}
			byVersion[version][m.ID] = p.Done != 0
			if p.Done != 0 {
				took[version] = append(took[version], p.Done-p.Began)
			}
		}
		for _, version := range slices.Sorted(maps.Keys(byVersion)) {
			h := HardExercise{Exercise: id, Version: version, Tried: len(byVersion[version]), Done: len(took[version])}
			if h.Done > 0 {
				h.Median = median(took[version]) / time.Second.Microseconds()
			}
			all.Exercises = append(all.Exercises, h)
			items = append(items, byVersion[version])
		}
	}
	for i := range all.Questions {
		all.Questions[i].Telling = telling(items, i)
	}
	for i := range all.Exercises {
		all.Exercises[i].Telling = telling(items, len(all.Questions)+i)
	}
	return all
}

// An item is a question or an exercise: by member, whether they got it right.
type item map[string]bool

const (
	// fewestTelling is how many answers there are at least for a discrimination: of fewer it says nothing.
	fewestTelling = 20
	// share is the part of those who answered that is compared, from the top and from the bottom (Kelley 1939).
	share = 0.27
)

// telling returns the discrimination of an item, from -1 to 1: the share that got it right of those who did best in all
// other items, less that of those who did worst. Those who did equally well stand for each other. nil: it has too few
// answers, or there is nothing else to compare with.
func telling(items []item, at int) *float64 {
	type one struct {
		elsewhere float64
		right     bool
	}
	var all []one
	for member, right := range items[at] {
		n, sum := 0, 0
		for i, other := range items {
			if got, ok := other[member]; ok && i != at {
				n++
				if got {
					sum++
				}
			}
		}
		if n > 0 {
			all = append(all, one{float64(sum) / float64(n), right})
		}
	}
	if len(all) < fewestTelling {
		return nil
	}
	ends := func(sign float64) float64 {
		slices.SortFunc(all, func(a, b one) int {
			switch d := sign * (a.elsewhere - b.elsewhere); {
			case d < 0:
				return 1
			case d > 0:
				return -1
			}
			return 0
		})
		left, right := share*float64(len(all)), 0.0
		for i := 0; i < len(all) && left > 0; {
			j, rights := i, 0.0
			for ; j < len(all) && all[j].elsewhere == all[i].elsewhere; j++ {
				if all[j].right {
					rights++
				}
			}
			taken := min(left, float64(j-i))
			right += taken * rights / float64(j-i)
			left -= taken
			i = j
		}
		return right / (share * float64(len(all)))
	}
	value := ends(1) - ends(-1)
	return &value
}

// getCSV serves a class as a table: a row a student, for each question its answers and whether the last was right, for
// each exercise how it ended.
func (cs *Classes) getCSV(w http.ResponseWriter, r *http.Request) {
	id, ok := strings.CutSuffix(r.PathValue("file"), ".csv")
	if !ok {
		http.Redirect(w, r, r.URL.Path+"/", http.StatusFound) // the page of the class
		return
	}
	v := &visit{Request: r, lang: "en"}
	a, err := cs.teacher(v, true)
	var table report
	if err == nil {
		err = cs.config.Store.Read(r.Context(), func(tx *sql.Tx) (err error) {
			if err = owns(tx, id, a); err == nil {
				table, err = readReport(tx, id)
			}
			return err
		})
	}
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	if err != nil {
		f := cs.fault(err, "path", r.Pattern)
		http.Error(w, f.message(v.lang), f.status())
		return
	}
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="class-`+table.Code+`.csv"`)
	_, _ = w.Write(cs.csv(table)) // the client may be gone
}

// csv writes the table, with a mark that has spreadsheets take it for UTF-8.
func (cs *Classes) csv(r report) []byte {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	out := csv.NewWriter(&b)
	head := []string{"name", "joined"}
	for _, a := range r.askings {
		head = append(head, a.Question+" 1", a.Question+" 2", a.Question+" right")
	}
	exercises := cs.tried(r)
	for _, id := range exercises {
		head = append(head, id+" result", id+" runs", id+" submissions", id+" solved")
	}
	write := func(cells []string) {
		for i := range cells {
			cells[i] = disarm(cells[i])
		}
		_ = out.Write(cells) // into memory
	}
	write(head)
	for _, m := range r.members {
		row := []string{m.Name, timeText(m.Joined)}
		for _, a := range r.askings {
			first, second := r.votes[voteKey{a.ID, m.ID, 1}], r.votes[voteKey{a.ID, m.ID, 2}]
			last, right := second, ""
			if last == "" {
				last = first
			}
			if asked, ok := cs.questions[a.Question]; ok && asked.version == a.Version && last != "" {
				right = strconv.FormatBool(asked.isRight(last))
			}
			row = append(row, first, second, right)
		}
		for _, id := range exercises {
			p := r.progress[progressKey{m.ID, id}]
			row = append(row, resultText(p.Result), number(p.Tries), number(r.sent[progressKey{m.ID, id}]), timeText(p.Done))
		}
		write(row)
	}
	out.Flush()
	return b.Bytes()
}

// disarm returns a cell that no spreadsheet takes for a formula.
func disarm(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

// number returns a number, or "" for none.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// timeText returns a time of the database, or "" for none.
func timeText(micro int64) string {
	if micro == 0 {
		return ""
	}
	return store.Time(micro).Format(time.RFC3339)
}

// resultText returns a result in one cell.
func resultText(r Result) string {
	text := string(r.Outcome)
	if r.Line != 0 {
		text += ", main.go:" + strconv.Itoa(r.Line)
	}
	if r.Finding != "" {
		text += ", " + r.Finding
	}
	return text
}
