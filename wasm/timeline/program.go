package timeline

import (
	"strings"

	"golang.org/x/exp/trace"

	"asynctour/server/play"
)

// A task is a goroutine that is told of.
type task struct {
	number  int
	created int  // the index among the moments of its Create, -1 once that is told
	named   bool // whether the Create has the name of one of the reader's functions
	waits   bool
}

// A program is what a trace has told of so far.
type program struct {
	tasks   map[trace.GoID]*task
	begun   int  // how many tasks have begun
	over    bool // nothing that follows is the program's own doing
	last    trace.Time
	running *task // the task that has run last
	writes  []Write
	moments []play.Moment

	// A task that has called its host, which answers at once, and how it waits:
	// that is told only if another task runs meanwhile.
	calling *task
	call    play.Moment
}

// take returns the moments that have not been taken.
func (p *program) take() []play.Moment {
	moments := p.moments
	p.moments = nil
	for _, t := range p.tasks {
		t.created = -1
	}
	sortMoments(moments)
	return moments
}

// settle ends the program, whose trace is whole: what is left of its writes falls
// to whoever ran last. If that is main, it has returned.
func (p *program) settle() {
	if p.over {
		return
	}
	p.over = true
	for _, w := range p.writes {
		p.print(w)
		p.last = trace.Time(w.At)
	}
	p.writes = nil
	if main := p.tasks[mainID]; main != nil && main == p.running && !main.waits {
		p.add(main, p.last, play.Over)
	}
}

// event takes the next event of the trace.
func (p *program) event(e trace.Event) {
	if p.over {
		return
	}
	for len(p.writes) > 0 && p.writes[0].At < int64(e.Time()) && e.Kind() != trace.EventSync {
		p.print(p.writes[0])
		p.writes = p.writes[1:]
	}
	p.last = e.Time()
	switch e.Kind() {
	case trace.EventStateTransition:
		if t := e.StateTransition(); t.Resource.Kind == trace.ResourceGoroutine {
			p.transition(e, t)
		}
	case trace.EventRegionBegin, trace.EventRegionEnd, trace.EventTaskBegin, trace.EventTaskEnd, trace.EventLog:
		p.annotation(e)
	}
}

// add adds a moment of a task's and returns it, for more to be said.
func (p *program) add(t *task, at trace.Time, do string) *play.Moment {
	p.moments = append(p.moments, play.Moment{At: millis(int64(at)), Task: t.number, Do: do})
	return &p.moments[len(p.moments)-1]
}

// millis returns nanoseconds in milliseconds, to the microsecond.
func millis(ns int64) float64 { return float64(ns/1000) / 1000 }

func (p *program) print(w Write) {
	if p.running == nil {
		return // before main
	}
	m := p.add(p.running, trace.Time(w.At), play.Print)
	m.Stream, m.Newlines = w.Stream, w.Newlines
}

// transition tells of a goroutine that is in another state now.
func (p *program) transition(e trace.Event, s trace.StateTransition) {
	from, to := s.Goroutine()
	id := s.Resource.Goroutine()
	t := p.tasks[id]
	if t == nil {
		if t = p.begin(e, s, id); t == nil {
			return
		}
	}
	if from == to {
		return // the state in which it goes on into another generation
	}
	own := e.Stack() // of the goroutine itself, where it is the one that acts
	switch {
	case from == trace.GoNotExist:
		// begin has told.
	case to == trace.GoNotExist:
		p.add(t, e.Time(), play.Over)
		delete(p.tasks, id)
	case to == trace.GoRunning:
		p.run(t, e.Time())
	case from == trace.GoWaiting && to == trace.GoRunnable:
		p.ready(e, t)
	case to == trace.GoWaiting:
		p.wait(e.Time(), t, s.Reason, own)
	case to == trace.GoRunnable:
		p.name(t, own)
		p.at(p.add(t, e.Time(), play.Yield), own)
	}
}

// begin adds a goroutine, where it is one to be told of: main, and those that are
// created while the trace goes on, but for the runtime's.
func (p *program) begin(e trace.Event, s trace.StateTransition, id trace.GoID) *task {
	from, _ := s.Goroutine()
	start := outermost(s.Stack)
	switch {
	case from == trace.GoUndetermined && id == mainID:
		start.Func = "main.main"
	case from != trace.GoNotExist || isOurs(start.Func):
		return nil
	}
	if p.tasks == nil {
		p.tasks = map[trace.GoID]*task{}
	}
	p.begun++
	t := &task{number: p.begun, created: len(p.moments), named: isReaders(start.Func)}
	p.tasks[id] = t
	m := p.add(t, e.Time(), play.Create)
	m.Name = start.Func
	if creator := p.tasks[e.Goroutine()]; creator != nil && creator != t {
		m.By = creator.number
		p.at(m, e.Stack())
	}
	return t
}

// mainID is the goroutine that runs main.
const mainID trace.GoID = 1

// run tells that a task runs.
func (p *program) run(t *task, at trace.Time) {
	p.running = t
	t.waits = false
	switch p.calling {
	case t:
		p.calling = nil
		return
	case nil:
	default:
		p.moments = append(p.moments, p.call)
		p.calling = nil
	}
	p.add(t, at, play.Run)
}

// ready tells that a task was woken.
func (p *program) ready(e trace.Event, t *task) {
	if t == p.calling {
		return
	}
	m := p.add(t, e.Time(), play.Ready)
	if waker := p.tasks[e.Goroutine()]; waker != nil {
		m.By = waker.number
		p.at(m, e.Stack())
	}
}

// wait tells that a task waits.
func (p *program) wait(at trace.Time, t *task, reason string, stack trace.Stack) {
	p.name(t, stack)
	m := play.Moment{At: millis(int64(at)), Task: t.number, Do: play.Wait, On: cause(reason, stack)}
	p.at(&m, stack)
	switch m.On {
	case onStop:
		p.settle()
		return
	case onHost:
		m.On = play.OnSyscall
		p.calling, p.call = t, m
	default:
		p.moments = append(p.moments, m)
	}
	t.waits = true
}

// at adds where in the reader's source a stack is; to a Wait, in which function too.
func (p *program) at(m *play.Moment, stack trace.Stack) {
	for f := range stack.Frames() {
		if isReaders(f.Func) {
			m.File, m.Line = fileOf(f), int(f.Line)
			if m.Do == play.Wait {
				m.Name = f.Func
			}
			return
		}
	}
}

// name corrects the name of a task that was created with a function of a
// library's, as WaitGroup.Go does: it is that of the reader's function which is
// called by it.
func (p *program) name(t *task, stack trace.Stack) {
	if t.named || t.created < 0 {
		return
	}
	for f := range stack.Frames() {
		if isReaders(f.Func) {
			p.moments[t.created].Name = f.Func // the last one that is found calls all others
			t.named = true
		}
	}
}

// annotation tells what the program says of itself.
func (p *program) annotation(e trace.Event) {
	t := p.tasks[e.Goroutine()]
	if t == nil {
		return
	}
	var m *play.Moment
	switch e.Kind() {
	case trace.EventRegionBegin:
		m = p.add(t, e.Time(), play.Enter)
		m.Name = e.Region().Type
	case trace.EventRegionEnd:
		m = p.add(t, e.Time(), play.Leave)
		m.Name = e.Region().Type
	case trace.EventTaskBegin:
		m = p.add(t, e.Time(), play.Begin)
		m.Name, m.ID = e.Task().Type, int(e.Task().ID)
	case trace.EventTaskEnd:
		m = p.add(t, e.Time(), play.Done)
		m.Name, m.ID = e.Task().Type, int(e.Task().ID)
	case trace.EventLog:
		m = p.add(t, e.Time(), play.Log)
		m.Name, m.Text = e.Log().Category, strings.ToValidUTF8(e.Log().Message, "\uFFFD")
	}
	p.at(m, e.Stack())
}
