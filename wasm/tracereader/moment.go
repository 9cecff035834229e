package tracereader

import (
	"strings"

	"golang.org/x/exp/trace"

	"asynctour/server/play/moment"
)

// run adds a Run of a task.
func (p *program) run(t *task, at trace.Time) {
	if !t.ours {
		p.running = t
	}
	t.waits, t.since = false, at
	if t == p.calling {
		p.calling = nil
		return
	}
	if p.calling != nil && t.number > 0 {
		p.moments = append(p.moments, p.call)
		p.calling = nil
	}
	p.add(t, at, moment.Run)
}

// ready adds the waking of a task.
func (p *program) ready(e trace.Event, t *task) {
	if t == p.calling {
		return
	}
	waker := p.tasks[e.Goroutine()]
	if waker != nil {
		p.see(waker, e.Stack())
	}
	if m := p.add(t, e.Time(), moment.Ready); m != nil && waker != nil && waker.number > 0 {
		m.By = waker.number
		setPlace(m, e.Stack())
	}
}

// wait adds a Wait of a task.
func (p *program) wait(at trace.Time, t *task, reason string, stack trace.Stack) {
	p.see(t, stack)
	t.waits = true
	if t.number == 0 {
		return
	}
	m := moment.Moment{At: p.millis(at), Task: t.number, Do: moment.Wait, On: cause(reason, stack)}
	setPlace(&m, stack)
	switch m.On {
	case onStop:
		t.waits = false
		p.settle()
	case onHost:
		m.On = moment.OnSyscall
		p.calling, p.call = t, m
	default:
		p.moments = append(p.moments, m)
	}
}

// print adds a write of a task.
func (p *program) print(t *task, at trace.Time, w moment.Write) {
	if t == nil {
		return // before main
	}
	if t.number == 0 {
		p.tell(t, t.since)
		p.add(t, t.since, moment.Run)
	}
	m := p.add(t, at, moment.Print)
	m.Stream, m.Newlines = w.Stream, w.Newlines
}

// annotation adds an annotation of the program by runtime/trace.
func (p *program) annotation(e trace.Event) {
	t := p.tasks[e.Goroutine()]
	if t == nil {
		return
	}
	p.see(t, e.Stack())
	m := p.add(t, e.Time(), deeds[e.Kind()])
	if m == nil {
		return
	}
	switch e.Kind() {
	case trace.EventRegionBegin, trace.EventRegionEnd:
		m.Name = e.Region().Type
	case trace.EventTaskBegin, trace.EventTaskEnd:
		m.Name, m.ID = e.Task().Type, int(e.Task().ID)
	case trace.EventLog:
		m.Name, m.Text = e.Log().Category, strings.ToValidUTF8(e.Log().Message, "\uFFFD")
	}
	m.Name = strings.ToValidUTF8(m.Name, "\uFFFD")
	setPlace(m, e.Stack())
}

// deeds maps the kinds of annotations to moments.
var deeds = map[trace.EventKind]moment.Do{
	trace.EventRegionBegin: moment.Enter,
	trace.EventRegionEnd:   moment.Leave,
	trace.EventTaskBegin:   moment.Begin,
	trace.EventTaskEnd:     moment.Done,
	trace.EventLog:         moment.Log,
}
