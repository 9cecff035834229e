// Package behave turns the moments of a run into facts about it: how many tasks
// there were and how many at once, in which order they ended, what they waited for,
// which of them were left behind, deadlocked or starved.
//
// It is pure: the same moments and the same end make the same facts, on the server
// and in pages, which have it in the module that reads traces. Facts hold no
// sentences. Pages word them; graders compare them.
//
// A fact has its evidence in the moments or in how the run ended. A trace has what
// a task waits for, but not which task could end the wait: so there is no fact on
// who holds a mutex, and a deadlock is all tasks that wait when Go's runtime has
// reported one.
//
// Reduce is the other view of the same moments: what does not depend on time, nor on
// number, for comparison with a golden text.
package behave

import (
	"asynctour/server/play"
	"asynctour/server/play/moment"
)

// Listed is the most entries of a list of Facts: those that follow are left out. The
// counts beside the lists are of all.
const Listed = 200

// Facts are what is known of a run that has ended. Times are milliseconds on the
// program's clock, instants since its start; tasks have the numbers of the moments.
type Facts struct {
	Until    float64   `json:"until"`   // how far it is known what the tasks did: most often the end of the program
	Tasks    int       `json:"tasks"`   // how many tasks there were, the first one included
	Waiting  Sum       `json:"waiting"` // of all tasks but the first; of the first where it is alone
	Running  Sum       `json:"running"` // of all tasks
	Kinds    []Kind    `json:"kinds"`   // in the order in which their first tasks were created
	Waits    []Wait    `json:"waits"`   // in alphabetical order of their causes
	Prints   []Print   `json:"prints"`  // in the order of the first print of a task to a stream
	Order    []int     `json:"order"`   // the tasks that ended, in that order
	Left     []Left    `json:"left"`    // of a program that returned from main, in the order of creation
	Deadlock *Deadlock `json:"deadlock,omitempty"`
	Starved  []Starved `json:"starved"`
}

// A Sum is how much of one state there was.
type Sum struct {
	Total float64 `json:"total"` // time, of all tasks together
	Most  int     `json:"most"`  // tasks at once; an overlap of less than 1/2000 of the run is none
}

// A Kind is the tasks that run the same function and were created by the same
// function at the same line.
type Kind struct {
	Name  string `json:"name"`         // the function: "main.worker"
	By    string `json:"by,omitempty"` // the function of the task that created them; "" where none is known
	Line  int    `json:"line"`         // where they were created; 0 where that is not known
	Tasks int    `json:"tasks"`
	Most  int    `json:"most"` // at once: created, and not ended
}

// A Wait is all waiting for one cause, of all tasks.
type Wait struct {
	On    moment.Cause `json:"on"`
	Times int          `json:"times"`
	Total float64      `json:"total"`
}

// A Print is what one task wrote to one stream.
type Print struct {
	Task   int           `json:"task"`
	Stream moment.Stream `json:"stream"` // moment.Stdout or moment.Stderr
	Times  int           `json:"times"`
	Lines  int           `json:"lines"` // that were ended
}

// A State is what a task was doing.
type State string

// States of a task.
const (
	Unstarted State = "unstarted" // it was created, and has never run
	Ready     State = "ready"     // it would run if there were a processor for it
	Running   State = "running"
	Waiting   State = "waiting"
)

// Left is the tasks of one function that had not ended when main returned, and were
// in the same state at the same line.
type Left struct {
	Name  string       `json:"name"` // the function
	Task  int          `json:"task"` // the first of them
	Tasks int          `json:"tasks"`
	State State        `json:"state"`
	On    moment.Cause `json:"on,omitempty"` // waiting: what for
	Line  int          `json:"line"`         // where the first is, else where it was created; 0 where neither is known
	At    float64      `json:"at"`           // since when the first is in that state
}

// A Deadlock is the tasks that waited when Go's runtime found that none could go on.
type Deadlock struct {
	Tasks int     `json:"tasks"`
	Stuck []Stuck `json:"stuck"` // in the order of creation
}

// Stuck is a task that waited for ever.
type Stuck struct {
	Task  int          `json:"task"`
	On    moment.Cause `json:"on"`
	Line  int          `json:"line"`  // 0 where it is not known
	Since float64      `json:"since"` // an instant
}

// Starved is what one task, by running on, did to others: they were ready to run, or
// their timers were due, and they could go on only after it. Stretches of tasks of one
// function at one line are one Starved.
type Starved struct {
	Task   int     `json:"task"`   // the one that ran the longest stretch
	At     float64 `json:"at"`     // when the longest stretch began
	Time   float64 `json:"time"`   // how long it was
	Line   int     `json:"line"`   // where the task ran; 0 where that is not known
	Times  int     `json:"times"`  // how many stretches there were
	Tasks  int     `json:"tasks"`  // how many tasks had to wait for the longest
	Others []int   `json:"others"` // those tasks
}

// An End is how a run ended, as far as facts depend on it.
type End struct {
	At       float64     `json:"at"`       // milliseconds on the program's clock
	Reason   play.Reason `json:"reason"`   // play.ReasonExit, …
	Code     int         `json:"code"`     // where the reason is play.ReasonExit
	Deadlock bool        `json:"deadlock"` // Go's runtime has reported one
	Cut      bool        `json:"cut"`      // the moments are not all that there were
}

// returned reports whether the program returned from main, and all is known of it.
func (e End) returned() bool { return e.Reason == play.ReasonExit && e.Code == 0 && !e.Cut }

// Facts returns the facts of a run that ended so. More moments may not follow.
func (r *Record) Facts(end End) Facts {
	if end.Reason == play.ReasonExit && end.Code != panicked && !end.Cut {
		r.until = max(r.until, end.At) // nothing more has happened
	}
	f := Facts{
		Until:   r.until,
		Tasks:   len(r.tasks),
		Running: r.sum(r.tasks, Running),
		Waiting: r.sum(r.beside(), Waiting),
		Kinds:   listed(r.kinds()),
		Waits:   r.waits(),
		Prints:  listed(r.prints),
		Order:   listed(r.order),
		Left:    []Left{},
		Starved: listed(r.starved()),
	}
	if end.returned() {
		f.Left = listed(r.left())
	}
	if end.Deadlock {
		f.Deadlock = r.deadlock()
	}
	return f
}

// panicked is the code with which Go's runtime ends a program that panics: the last
// of what that did is not in its trace.
const panicked = 2

// listed returns as many entries as a list of Facts has, never nil.
func listed[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all[:min(len(all), Listed)]
}
