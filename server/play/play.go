// Package play is the contract of a run: what a page may ask for, what it is
// answered, and the limits that hold while a program runs.
//
// One contract, two carriers. The server speaks it over a websocket, one JSON
// object a text frame; the page's worker posts the same objects. A client sends
// Requests; it receives Events. The events of a run carry the numbers 1, 2, 3, …
// in Seq, without gaps. The one whose Kind is KindEnd is the last and there is
// exactly one of it, whatever happens: a crash, a full disk, a killed worker.
//
// A run outlives its connection if its name is at least SecretName bytes long,
// which has to be random: the name is what entitles to resume the run, for
// ResumeTime after the connection broke and after the run ended, on any other
// connection. The server then sends the events that follow After, exactly; where
// it has not kept the first of them, one Gap, whose Seq is that of the last
// event that it stands for, and then the others. A start that names a run which
// the server has resumes it from its first event, so that a client that does not
// know whether its start has arrived sends it again. A run that is not known
// (any more) is answered by an end that is refused, numbered After+1. The run of
// a shorter name ends with its connection.
//
// A run with Check is of an exercise: its checks are built together with the files and
// run, one after the other. Each has one event, of KindCheck, in the order in which they
// are declared. A check that has not reported before the run ended, however that was, has
// failed: its event precedes the end.
//
// Package play knows neither sockets nor sandboxes, and runs nothing. It is also
// compiled into pages, for which each package that it imports is a weight.
package play

import (
	"encoding/json"
	"errors"

	"asynctour/server/play/moment"
)

// A Request is a frame from the page.
type Request struct {
	Run     string            `json:"run"`               // the client's name for the run, unique on its connection, at most MaxRunName bytes
	Kind    Kind              `json:"kind"`              // KindStart, KindStdin, KindStop, KindResume or KindPing
	Snippet string            `json:"snippet,omitempty"` // start: "gather/three-tasks"; without Files it is run as published
	Files   map[string]string `json:"files,omitempty"`   // start: file name to source, instead of the published one
	Race    bool              `json:"race,omitempty"`    // start: build with the race detector; diagnostics before the end report what it has found
	Trace   bool              `json:"trace,omitempty"`   // start: report what its goroutines do
	Check   bool              `json:"check,omitempty"`   // start: run the checks of the exercise Snippet on it; its main is not called, and its Clock does not count
	Only    string            `json:"only,omitempty"`    // start: with Check and Trace, the one check that is run: a timeline shows one
	Clock   Clock             `json:"clock,omitempty"`   // start: ClockReal ("" too), ClockVirtual or ClockSlow
	Lang    string            `json:"lang,omitempty"`    // start, resume: the language of messages, "en" ("" too) or "zh"
	Text    string            `json:"text,omitempty"`    // stdin: what the program reads; "" ends its input
	Last    bool              `json:"last,omitempty"`    // stdin: no more follows, the program reads the end of its input
	Input   int               `json:"input,omitempty"`   // stdin: its number in the run, from 1: one that has arrived before is ignored; 0: it has none
	After   int               `json:"after,omitempty"`   // resume: the last Seq that arrived
}

// A Kind is that of a Request or of an Event.
type Kind string

// Kinds of a Request.
const (
	KindStart  Kind = "start"
	KindStdin  Kind = "stdin"
	KindStop   Kind = "stop"
	KindResume Kind = "resume"
	KindPing   Kind = "ping" // asks for a KindPong, and nothing else
)

// Kinds of an Event.
const (
	KindQueued      Kind = "queued"
	KindBuilding    Kind = "building"
	KindDiagnostics Kind = "diagnostics"
	KindRunning     Kind = "running"
	KindStdout      Kind = "stdout"
	KindStderr      Kind = "stderr"
	KindReading     Kind = "reading" // the program waits for input, and there is none; each time it begins to wait
	KindTrace       Kind = "trace"   // before the end
	KindCheck       Kind = "check"   // the verdict of one check
	KindGap         Kind = "gap"     // only after a resume
	KindPong        Kind = "pong"    // answers a KindPing, for a connection and not for a run: Run is "", Seq 0
	KindEnd         Kind = "end"
)

// A Clock is what a program runs by.
type Clock string

// The clocks.
const (
	ClockReal    Clock = "real"    // sleeping takes the time it says
	ClockVirtual Clock = "virtual" // sleeping costs no time; order and At are as they would have been
	ClockSlow    Clock = "slow"    // the program's time passes at 1/Slowness of the pace
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
	Kind     Kind            // which of the following fields count
	Position int             // queued: its place among those who wait, from 1; it can grow, since turns go round
	From     int             // gap: the Seq of the first event that is missing; the Seq of the gap is that of the last
	Items    []Diagnostic    // diagnostics
	Moments  []moment.Moment // trace: what has happened since the last one, in order
	Raw      []byte          // trace: the piece of the execution trace that has it, as go tool trace reads it
	Facts    json.RawMessage // trace, the last: a behave.Facts of all moments, once the program has ended; else nil
	At       float64         // stdout, stderr, end: milliseconds since the program started, on its own clock
	// stdout, stderr: valid UTF-8, most often whole lines; check: "" where it is OK, else what was measured,
	// in English, or why it was not run, in the request's language
	Text    string
	Name    string // check: its name, "TestPeak"
	OK      bool   // check: whether the program has passed it
	Version string // check: a hash of the exercise's checks
	Reason  Reason // end: why
	Code    int    // end: the exit code where Reason is ReasonExit; a panic is 2
	Message string // end, trace: a sentence for the reader in the request's language, "" when all went well
}

// A Reason is why a run has ended.
type Reason string

// Reasons of an end.
const (
	ReasonExit     Reason = "exit"     // the program ended by itself, with Code
	ReasonBuild    Reason = "build"    // it did not compile; the diagnostics came before
	ReasonStopped  Reason = "stopped"  // the reader stopped it
	ReasonTimeout  Reason = "timeout"  // over Limits.Wall or Limits.CPU
	ReasonMemory   Reason = "memory"   // over Limits.Memory
	ReasonOutput   Reason = "output"   // over Limits.Output
	ReasonBusy     Reason = "busy"     // the queue is full, or the server cannot build or start a program now
	ReasonRefused  Reason = "refused"  // a bad request; Message says what and what is allowed
	ReasonInternal Reason = "internal" // our fault
)

// Why a run is given up, as the cause of its context's end.
var (
	ErrStopped  = errors.New("stopped by the reader")
	ErrShutdown = errors.New("the server shuts down")
)

// A Diagnostic is one remark about the source: the compiler's, the race detector's
// or ours.
type Diagnostic struct {
	File     string   `json:"file"`
	Line     int      `json:"line"`   // from 1; 0 where the remark is about the whole file
	Column   int      `json:"column"` // from 1, in bytes; 0 where unknown
	Severity Severity `json:"severity"`
	Message  string   `json:"message"`
}

// A Severity is how grave a Diagnostic is.
type Severity string

// The severities.
const (
	SeverityError Severity = "error" // the program does not compile, or is refused
	SeverityRace  Severity = "race"  // a data race
)

// MarshalJSON writes the fields that the event's kind has, and only those.
func (e Event) MarshalJSON() ([]byte, error) {
	type head struct {
		Run  string `json:"run"`
		Seq  int    `json:"seq"`
		Kind Kind   `json:"kind"`
	}
	h := head{e.Run, e.Seq, e.Kind}
	switch e.Kind {
	case KindQueued:
		return json.Marshal(struct {
			head
			Position int `json:"position"`
		}{h, e.Position})
	case KindGap:
		return json.Marshal(struct {
			head
			From int `json:"from"`
		}{h, e.From})
	case KindDiagnostics:
		return json.Marshal(struct {
			head
			Items []Diagnostic `json:"items"`
		}{h, e.Items})
	case KindTrace:
		if e.Moments == nil {
			e.Moments = []moment.Moment{} // not null
		}
		if e.Raw == nil {
			e.Raw = []byte{}
		}
		return json.Marshal(struct {
			head
			Moments []moment.Moment `json:"moments"`
			Raw     []byte          `json:"raw"`
			Message string          `json:"message"`
			Facts   json.RawMessage `json:"facts,omitempty"`
		}{h, e.Moments, e.Raw, e.Message, e.Facts})
	case KindCheck:
		return json.Marshal(struct {
			head
			Name    string `json:"name"`
			OK      bool   `json:"ok"`
			Text    string `json:"text"`
			Version string `json:"version"`
		}{h, e.Name, e.OK, e.Text, e.Version})
	case KindStdout, KindStderr:
		return json.Marshal(struct {
			head
			At   float64 `json:"at"`
			Text string  `json:"text"`
		}{h, e.At, e.Text})
	case KindEnd:
		return json.Marshal(struct {
			head
			At      float64 `json:"at"`
			Reason  Reason  `json:"reason"`
			Code    int     `json:"code"`
			Message string  `json:"message"`
		}{h, e.At, e.Reason, e.Code, e.Message})
	}
	return json.Marshal(h)
}
