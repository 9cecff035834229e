package behave

import (
	"math"
	"slices"
	"sort"

	"asynctour/server/play/moment"
)

// A Record takes the moments of one run. Its zero value has none.
type Record struct {
	tasks  []*task // in the order of creation
	byID   map[int]*task
	until  float64 // the latest instant of a moment
	order  []int
	prints []Print
}

// A task is what a Record has on one.
type task struct {
	id    int
	name  string
	by    int // the task that created it
	line  int // where that was
	at    float64
	over  float64 // never while it has not ended
	spans []span
	marks []mark
}

// A span is a time in which a task did one thing. Each begins when the last ends.
type span struct {
	state    State
	on       moment.Cause // Waiting: what for
	from, to float64
	line     int
	late     float64 // Waiting: for how long the timer that ended it had been due, where that is known
}

// A mark is where and when a task printed.
type mark struct {
	at   float64
	line int
}

// never is the end of what has not ended.
var never = math.Inf(1)

// Add takes the moments that follow.
func (r *Record) Add(moments []moment.Moment) {
	for _, m := range moments {
		r.until = max(r.until, m.At)
		if m.Do == moment.Create {
			r.create(m)
		} else if t := r.byID[m.Task]; t != nil { // else it began before the trace, or is the runtime's
			r.take(t, m)
		}
	}
}

func (r *Record) create(m moment.Moment) {
	t := &task{id: m.Task, name: m.Name, by: m.By, line: m.Line, at: m.At, over: never}
	t.enter(m.At, span{state: Ready})
	r.tasks = append(r.tasks, t)
	if r.byID == nil {
		r.byID = map[int]*task{}
	}
	r.byID[m.Task] = t
}

func (r *Record) take(t *task, m moment.Moment) {
	switch m.Do {
	case moment.Run:
		t.enter(m.At, span{state: Running, line: m.Line})
	case moment.Wait:
		on := m.On
		if on == "" {
			on = moment.OnOther
		}
		t.enter(m.At, span{state: Waiting, on: on, line: m.Line})
	case moment.Yield:
		t.enter(m.At, span{state: Ready, line: m.Line})
	case moment.Ready:
		if last := t.last(); last != nil {
			last.late = m.Late
		}
		t.enter(m.At, span{state: Ready}) // the line is the waker's
	case moment.End:
		t.leave(m.At)
		t.over = m.At
		r.order = append(r.order, t.id)
	case moment.Print:
		t.marks = append(t.marks, mark{m.At, m.Line})
		r.print(m)
	}
}

// enter begins what the task does now. A moment of being ready leaves no span.
func (t *task) enter(at float64, s span) {
	t.leave(at)
	if last := t.last(); last != nil && last.from == last.to && last.state == Ready {
		t.spans = t.spans[:len(t.spans)-1]
	}
	s.from, s.to = at, never
	t.spans = append(t.spans, s)
}

// leave ends what the task was doing.
func (t *task) leave(at float64) {
	if last := t.last(); last != nil && last.to == never {
		last.to = at
	}
}

// last returns the last of the task's spans, nil where it has none.
func (t *task) last() *span {
	if len(t.spans) == 0 {
		return nil
	}
	return &t.spans[len(t.spans)-1]
}

// spanAt returns what the task did at an instant, nil where nothing is known.
func (t *task) spanAt(at float64) *span {
	if i := t.after(at); i < len(t.spans) && t.spans[i].from <= at {
		return &t.spans[i]
	}
	return nil
}

// after returns the index of the first span that ends after an instant.
func (t *task) after(at float64) int {
	return sort.Search(len(t.spans), func(i int) bool { return t.spans[i].to > at })
}

// within returns the spans that end after an instant and begin before another.
func (t *task) within(from, to float64) []span {
	first := t.after(from)
	n := slices.IndexFunc(t.spans[first:], func(s span) bool { return s.from >= to })
	if n < 0 {
		return t.spans[first:]
	}
	return t.spans[first : first+n]
}

func (r *Record) print(m moment.Moment) {
	same := func(p Print) bool { return p.Task == m.Task && p.Stream == m.Stream }
	i := slices.IndexFunc(r.prints, same)
	if i < 0 {
		if len(r.prints) == Listed {
			return
		}
		i = len(r.prints)
		r.prints = append(r.prints, Print{Task: m.Task, Stream: m.Stream})
	}
	r.prints[i].Times++
	r.prints[i].Lines += m.Newlines
}
