// Package play is the contract of a run: what a page may ask for, what it
// hears back, and the limits that hold while a program runs.
//
// One contract, two carriers. The server speaks it over a websocket, one JSON
// object a text frame; the page's worker posts the same objects. A client sends
// Requests; it receives Events. The events of a run carry the numbers 1, 2, 3, …
// in Seq, without gaps. The one whose Kind is End is the last and there is
// exactly one of it, whatever happens: a crash, a full disk, a killed worker.
//
// A run outlives its connection if its name is at least SecretName bytes long,
// which has to be random: who knows the name may resume the run, for
// ResumeTime after the connection broke and after the run ended, on any other
// connection. The server then sends the events that follow After, exactly; where
// it has not kept the first of them, one Gap, whose Seq is that of the last
// event that it stands for, and then the others. A start that names a run which
// the server has resumes it from its first event, so that a client that does not
// know whether its start has arrived sends it again. A run that is not known
// (any more) is answered by an End that is Refused, numbered After+1. The run of
// a shorter name ends with its connection.
//
// Package play knows neither sockets nor sandboxes. It runs no program by
// itself; a Runner is given the functions that build and run them.
package play

import "encoding/json"

// A Request is a frame from the page.
type Request struct {
	Run     string            `json:"run"`               // the client's name for the run, unique on its connection, at most 64 bytes
	Kind    string            `json:"kind"`              // Start, Stdin, Stop or Resume
	Snippet string            `json:"snippet,omitempty"` // start: "gather/three-tasks"; without Files it is run as published
	Files   map[string]string `json:"files,omitempty"`   // start: file name to source, instead of the published one
	Race    bool              `json:"race,omitempty"`    // start: build with the race detector; Diagnostics tell before the End what it has found
	Trace   bool              `json:"trace,omitempty"`   // start: tell what its goroutines do
	Clock   string            `json:"clock,omitempty"`   // start: Real ("" too), Virtual or Slow
	Lang    string            `json:"lang,omitempty"`    // start, resume: the language of messages, "en" ("" too) or "zh"
	Text    string            `json:"text,omitempty"`    // stdin: what the program reads; "" closes its input
	After   int               `json:"after,omitempty"`   // resume: the last Seq that arrived
}

// Kinds of a Request.
const (
	Start  = "start"
	Stdin  = "stdin"
	Stop   = "stop"
	Resume = "resume"
)

// The clocks a program can run by.
const (
	Real    = "real"    // sleeping takes the time it says
	Virtual = "virtual" // sleeping costs no time; order and At are as they would have been
	Slow    = "slow"    // the program's time passes at 1/Slowness of the pace
)

// Slowness is how many times as long as it says a sleep takes in slow motion.
const Slowness = 4

// LogName returns as much of the run's name as a log may have: it finds the run,
// and does not suffice to resume it.
func (r Request) LogName() string {
	return r.Run[:min(len(r.Run), SecretName/4)]
}

// An Event is a frame to the page.
type Event struct {
	Run      string          // the Run of the request that it answers
	Seq      int             // 1, 2, 3, … within the run
	Kind     string          // which of the following fields count
	Position int             // queued: its place among those who wait, from 1; it can grow, since turns go round
	From     int             // gap: the Seq of the first event that is missing; the Seq of the gap is that of the last
	Items    []Diagnostic    // diagnostics
	Moments  []Moment        // trace: what has happened since the last one, in order
	Raw      []byte          // trace: the piece of the execution trace that tells it, as go tool trace reads it
	Facts    json.RawMessage // trace, the last: a behave.Facts of all moments, once the program has ended; else nil
	At       float64         // stdout, stderr, end: milliseconds since the program started, on its own clock
	Text     string          // stdout, stderr: valid UTF-8, most often whole lines
	Reason   string          // end: why
	Code     int             // end: the exit code where Reason is Exit; a panic is 2
	Message  string          // end, trace: a sentence for the reader in the request's language, "" when all went well
}

// Kinds of an Event.
const (
	Queued      = "queued"
	Building    = "building"
	Diagnostics = "diagnostics"
	Running     = "running"
	Stdout      = "stdout"
	Stderr      = "stderr"
	Trace       = "trace" // before the End
	Gap         = "gap"   // only after a Resume
	End         = "end"
)

// Reasons of an End.
const (
	Exit     = "exit"     // the program ended by itself, with Code
	Build    = "build"    // it did not compile; the diagnostics came before
	Stopped  = "stopped"  // the reader stopped it
	Timeout  = "timeout"  // over Limits.Wall or Limits.CPU
	Memory   = "memory"   // over Limits.Memory
	Output   = "output"   // over Limits.Output
	Busy     = "busy"     // the queue is full
	Refused  = "refused"  // a bad request; Message says what and what is allowed
	Internal = "internal" // our fault
)

// A Diagnostic is one remark about the source: the compiler's, the race detector's
// or ours.
type Diagnostic struct {
	File     string `json:"file"`
	Line     int    `json:"line"`     // from 1; 0 where the remark is about the whole file
	Column   int    `json:"column"`   // from 1, in bytes; 0 where unknown
	Severity string `json:"severity"` // "error", or SeverityRace
	Message  string `json:"message"`
}

// MarshalJSON writes the fields that the event's kind has, and only those.
func (e Event) MarshalJSON() ([]byte, error) {
	type head struct {
		Run  string `json:"run"`
		Seq  int    `json:"seq"`
		Kind string `json:"kind"`
	}
	h := head{e.Run, e.Seq, e.Kind}
	switch e.Kind {
	case Queued:
		return json.Marshal(struct {
			head
			Position int `json:"position"`
		}{h, e.Position})
	case Gap:
		return json.Marshal(struct {
			head
			From int `json:"from"`
		}{h, e.From})
	case Diagnostics:
		return json.Marshal(struct {
			head
			Items []Diagnostic `json:"items"`
		}{h, e.Items})
	case Trace:
		if e.Moments == nil {
			e.Moments = []Moment{} // not null
		}
		if e.Raw == nil {
			e.Raw = []byte{}
		}
		return json.Marshal(struct {
			head
			Moments []Moment        `json:"moments"`
			Raw     []byte          `json:"raw"`
			Message string          `json:"message"`
			Facts   json.RawMessage `json:"facts,omitempty"`
		}{h, e.Moments, e.Raw, e.Message, e.Facts})
	case Stdout, Stderr:
		return json.Marshal(struct {
			head
			At   float64 `json:"at"`
			Text string  `json:"text"`
		}{h, e.At, e.Text})
	case End:
		return json.Marshal(struct {
			head
			At      float64 `json:"at"`
			Reason  string  `json:"reason"`
			Code    int     `json:"code"`
			Message string  `json:"message"`
		}{h, e.At, e.Reason, e.Code, e.Message})
	}
	return json.Marshal(h)
}
