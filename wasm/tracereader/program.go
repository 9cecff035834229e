package tracereader

import (
	"math"

	"golang.org/x/exp/trace"

	"asynctour/server/play/moment"
)

// ourLog is the category of the logs by which a program reports that its main package begins, and
// how far the clock of its trace has jumped, as package overlay has them.
const ourLog = "tour"

// mainID is the goroutine that runs main.
const mainID trace.GoID = 1

// A program is the state of a program by the events of its trace so far.
type program struct {
	native  bool
	origin  trace.Time // when the main package began, by the trace's clock; 0 if that clock is the program's
	tasks   map[trace.GoID]*task
	begun   int        // the number of reported tasks
	running *task      // the goroutine that has run last
	last    trace.Time // of the last event
	jumped  trace.Time // how far the trace's clock has jumped ahead of the host's, with those of bubbles
	over    bool       // the program has ended: later events are not its own

	writes  []moment.Write // by the host's clock
	calls   []written      // of a native program: calls without a write yet
	moments []moment.Moment
	floor   float64 // later moments are not before this

	// A task that has called its host, which replies at once, and its Wait, which is
	// reported only if another task runs meanwhile.
	calling *task
	call    moment.Moment
}

// A task is a goroutine. One that begins in a library is reported once it runs a function
// of the reader's.
type task struct {
	number  int           // from 1; 0: not reported
	ours    bool          // of the runtime or the tracer: it writes nothing
	create  moment.Moment // to be reported
	created int           // the index of its Create among the moments, -1 if it is not there, or not any more
	named   bool          // whether the Create has the name of one of the reader's functions
	since   trace.Time    // when it last began to run
	waits   bool
	call    *moment.Moment // its current system call, as a Wait that is not reported yet
}

// take returns the moments since the last call.
func (p *program) take() []moment.Moment {
	p.pair()
	moments := p.moments
	p.moments = nil
	for _, t := range p.tasks {
		t.created = -1
	}
	for i := range moments {
		moments[i].At = max(moments[i].At, p.floor)
	}
	sortMoments(moments)
	if n := len(moments); n > 0 {
		p.floor = moments[n-1].At
	}
	return moments
}

// settle ends the program, whose trace is complete: remaining writes are attributed to
// the task that ran last. If main does not wait, it has returned.
func (p *program) settle() {
	if p.over {
		return
	}
	p.over = true
	p.printUntil(math.MaxInt64)
	if main := p.tasks[mainID]; main != nil && !main.waits {
		p.add(main, p.last, moment.End)
	}
}

// event processes the next event of the trace.
func (p *program) event(e trace.Event) {
	if p.over {
		return
	}
	at := e.Time()
	if jumped, ok := jumpedBy(e); ok {
		p.printUntil(at - (jumped - p.jumped))
		p.jumped, p.last = jumped, at
		return
	}
	if e.Kind() != trace.EventSync {
		p.printUntil(at)
	}
	p.last = at
	switch e.Kind() {
	case trace.EventStateTransition:
		if s := e.StateTransition(); s.Resource.Kind == trace.ResourceGoroutine {
			p.transition(e, s)
		}
	case trace.EventLog:
		if e.Log().Category != ourLog {
			p.annotation(e)
		} else if p.native {
			p.origin = at
		}
	case trace.EventRegionBegin, trace.EventRegionEnd, trace.EventTaskBegin, trace.EventTaskEnd:
		p.annotation(e)
	}
}

// jumpedBy returns how far the clock of the trace has jumped, if the event is the log of that.
func jumpedBy(e trace.Event) (jumped trace.Time, ok bool) {
	if e.Kind() != trace.EventLog {
		return 0, false
	}
	l := e.Log()
	return trace.Time(l.Task), l.Category == ourLog && l.Message == ""
}

// printUntil attributes what a module wrote before an instant of the trace's clock. That clock has
// jumped ahead of the one by which the host wrote the output down.
func (p *program) printUntil(before trace.Time) {
	for !p.native && len(p.writes) > 0 {
		w := p.writes[0]
		at := trace.Time(w.At) + p.jumped
		if at >= before {
			return
		}
		p.last = at
		p.print(p.running, at, w)
		p.writes = p.writes[1:]
	}
}

// transition processes a change of a goroutine's state.
func (p *program) transition(e trace.Event, s trace.StateTransition) {
	from, to := s.Goroutine()
	id := s.Resource.Goroutine()
	t := p.tasks[id]
	switch {
	case t == nil:
		p.begin(e, s, id)
	case from == to, from == trace.GoUndetermined && (to == trace.GoWaiting) == t.waits:
		// It continues in another generation, or in another trace.
	case to == trace.GoNotExist:
		delete(p.tasks, id)
		p.add(t, e.Time(), moment.End)
	case to == trace.GoSyscall:
		p.enter(t, e.Time(), e.Stack())
	case from == trace.GoSyscall:
		p.leave(t, e.Time(), to)
	case to == trace.GoRunning:
		p.run(t, e.Time())
	case from == trace.GoWaiting && to == trace.GoRunnable:
		p.ready(e, t)
	case to == trace.GoWaiting:
		p.wait(e.Time(), t, s.Reason, e.Stack())
	case to == trace.GoRunnable:
		p.see(t, e.Stack())
		if m := p.add(t, e.Time(), moment.Yield); m != nil {
			setPlace(m, e.Stack())
		}
	}
}

// begin adds a goroutine: main, or one created during the trace. Earlier ones belong to
// the runtime.
func (p *program) begin(e trace.Event, s trace.StateTransition, id trace.GoID) {
	from, to := s.Goroutine()
	start := outermost(s.Stack)
	if from == trace.GoUndetermined && id == mainID {
		start.Func = "main.main"
	} else if from != trace.GoNotExist {
		return
	}
	t := &task{created: -1, ours: isOurs(start.Func), named: isReaders(start.Func), since: e.Time()}
	t.create = moment.Moment{Do: moment.Create, Name: start.Func}
	if creator := p.tasks[e.Goroutine()]; creator != nil && creator.number > 0 {
		t.create.By = creator.number
		setPlace(&t.create, e.Stack())
	}
	if p.tasks == nil {
		p.tasks = map[trace.GoID]*task{}
	}
	p.tasks[id] = t
	if t.named || startsReaders(start.Func) || isReaders(innermost(e.Stack()).Func) {
		p.tell(t, e.Time())
	}
	if to == trace.GoRunning {
		p.run(t, e.Time())
	}
}

// tell reports a task from now on.
func (p *program) tell(t *task, at trace.Time) {
	p.begun++
	t.number, t.created = p.begun, len(p.moments)
	t.create.Task, t.create.At = t.number, p.millis(at)
	p.moments = append(p.moments, t.create)
}

// see inspects a task's stack: a task that runs functions of the reader's is reported,
// and named after the outermost of them.
func (p *program) see(t *task, stack trace.Stack) {
	name := ""
	for f := range stack.Frames() {
		if isReaders(f.Func) {
			name = f.Func
		}
	}
	if name == "" || t.named {
		return
	}
	t.named = true
	t.create.Name = name
	if t.number == 0 {
		p.tell(t, t.since)
		p.add(t, t.since, moment.Run)
	} else if t.created >= 0 {
		p.moments[t.created].Name = name
	}
}

// add adds a moment of a reported task, and returns it for further fields to be set.
func (p *program) add(t *task, at trace.Time, do moment.Do) *moment.Moment {
	if t.number == 0 {
		return nil
	}
	p.moments = append(p.moments, moment.Moment{At: p.millis(at), Task: t.number, Do: do})
	return &p.moments[len(p.moments)-1]
}

// millis returns an instant in milliseconds since the start, to the microsecond. What is
// before it, which only a native program's clock counts, is at it.
func (p *program) millis(at trace.Time) float64 {
	if p.native && p.origin == 0 {
		return 0
	}
	return float64((at-p.origin)/1000) / 1000
}
