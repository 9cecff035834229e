package class

// This file is the protocol tour.class.v1 of the websocket at /class: one JSON object a text frame.
// protocol_test.go has an example of each, and site/ts/class/protocol.ts mirrors it.
//
//	student    hello ping at ran vote hand ▶   ◀ state changed mine ack refused pong end
//	projector  hello ping                  ▶   ◀ state changed pong end
//	staff      hello ping ask … close      ▶   ◀ state changed live example ack refused pong end
//
// The first frame is hello. The answer is the whole state, once; then what changes of it. Whoever connects again gets
// all of it again. A request with a key is acknowledged, once it is on disk, or refused, both with its key; the same
// key may be sent again, over any connection, and has its effect once. One without a key is answered only if it is
// refused.

// Subprotocol is what a client has to ask for.
const Subprotocol = "tour.class.v1"

// Kinds of requests.
const (
	KindHello = "hello"
	KindPing  = "ping"

	// Of students.
	KindAt   = "at"
	KindRan  = "ran"
	KindVote = "vote"
	KindHand = "hand"

	// Of the teacher and assistants.
	KindAsk     = "ask"
	KindDiscuss = "discuss"
	KindAgain   = "again"
	KindReveal  = "reveal"
	KindDone    = "done"
	KindCard    = "card"
	KindExample = "example"
	KindShow    = "show"
	KindDown    = "down"

	// Of the teacher alone.
	KindLock  = "lock"
	KindNamed = "named"
	KindKick  = "kick"
	KindClose = "close"
)

// A Request is a frame to the server.
type Request struct {
	Kind string `json:"kind"`
	// Key, made by the page, names what is acknowledged: 8 to 64 letters and digits. All requests need one but hello,
	// ping, at and ran.
	Key string `json:"key,omitempty"`

	// Of hello.
	Token     string `json:"token,omitempty"`     // a student's, from joining; the staff have a cookie instead
	Class     string `json:"class,omitempty"`     // the ID of the class, of the staff and the projector
	Projector bool   `json:"projector,omitempty"` // the connection is the projector's, with the staff's cookie
	Lang      string `json:"lang,omitempty"`      // of the sentences in refused and end; "": the language of the class

	// Where a student is (at), or what was run (ran), or what the example is of (example, show).
	Lesson  string `json:"lesson,omitempty"`  // at: "gather"; "": at no lesson
	Snippet string `json:"snippet,omitempty"` // "gather/three-tasks"; at: "" where it is none

	Result        // ran: how it ended; example: of which group
	Source string `json:"source,omitempty"` // ran: the program, as an example of its group

	// Of vote.
	Asking string `json:"asking,omitempty"` // State.Asking
	Round  int    `json:"round,omitempty"`  // 1 or 2
	// Value is numbers with commas between them: the chosen option of a question, "2"; several options in ascending
	// order, "1,3"; items in the student's order, by their places in the lesson's list, "2,1,3"; lines in that order, by
	// their places in the prediction, "3,1,2"; a number or a time in seconds, "3.5".
	Value string `json:"value,omitempty"`

	Up bool `json:"up,omitempty"` // hand: up or down; lock: nobody else gets in; named: names are generated

	Question string `json:"question,omitempty"` // ask: the snippet of a prediction, or the ID of a quiz
	Member   string `json:"member,omitempty"`   // down, kick, show: whose; example: after whose, in turn
	Card     *Card  `json:"card,omitempty"`     // card; N is given by the server
}

// An Outcome is how a run ended: what it did wrong, or that it did nothing wrong.
type Outcome string

// Outcomes, the facts of behave and of checks among them.
const (
	Done     Outcome = "done"     // all checks of an exercise passed; any other program ended well
	Check    Outcome = "check"    // a check failed
	Deadlock Outcome = "deadlock" // all goroutines wait for each other
	Leak     Outcome = "leak"     // a goroutine was left behind
	Starved  Outcome = "starved"  // one goroutine kept others waiting
	Race     Outcome = "race"     // data race
	Build    Outcome = "build"    // does not compile
	Panic    Outcome = "panic"
	Exit     Outcome = "exit" // another exit code than 0
	Timeout  Outcome = "timeout"
	Memory   Outcome = "memory"
	Output   Outcome = "output"
)

// A Result is how a run ended. Equal ones of a snippet are a group.
type Result struct {
	Outcome Outcome `json:"outcome,omitempty"`
	// Finding is what more runs that ended alike have in common: a check and what it measured, "TestPeak: 7 at once", what
	// does not compile, a panic's text, an exit code; or "". At most 160 characters, without control characters.
	Finding string `json:"finding,omitempty"`
	Line    int    `json:"line,omitempty"` // of main.go, from 1; 0: none
}

// Kinds of frames from the server.
const (
	KindState   = "state"   // State: the whole of it, after hello
	KindChanged = "changed" // State: its rev, and those fields that have changed; Cards are those that were added
	KindMine    = "mine"    // Mine, to a student: after hello, and when something of it has changed
	KindLive    = "live"    // Live, to the staff: the whole after hello, then differences
	KindAck     = "ack"     // Answer
	KindRefused = "refused" // Answer
	KindEnd     = "end"     // Answer: the last frame of a connection, and there is no use in another
	KindPong    = "pong"    // Answer, to ping
	// KindExample, to the staff, is an Example.
)

// A Phase is where a question of a class is.
type Phase string

// Phases: ask → discuss → again → reveal → idle. Discuss and again may be left out.
const (
	Idle     Phase = "idle"    // nothing is asked
	Asking   Phase = "ask"     // the first answers
	Discuss  Phase = "discuss" // with somebody who answered otherwise
	Again    Phase = "again"   // the second answers
	Revealed Phase = "reveal"
)

// A State is what all in a class may know of it.
type State struct {
	Rev    int64  `json:"rev"` // grows with every change but those of There, Answered and Counts
	Code   string `json:"code"`
	Open   bool   `json:"open"`
	Locked bool   `json:"locked"` // nobody else gets in
	Named  bool   `json:"named"`  // names are generated
	Lang   string `json:"lang"`   // of the class
	There  int    `json:"there"`  // students who are connected

	Phase    Phase  `json:"phase"`
	Question string `json:"question"` // the snippet of a prediction, or the ID of a quiz; "" in the phase idle
	Asking   string `json:"asking"`   // this time that it is asked; "" likewise
	Round    int    `json:"round"`    // 1 or 2; 0 in the phase idle
	Answered int    `json:"answered"` // students who have answered in this round
	// Counts are how often each value was given, in each round: one or two. The staff always have them; others in the
	// phase reveal, students only if each round has at least 5 answers. Else null.
	Counts []map[string]int `json:"counts"`

	Cards []Card   `json:"cards"`
	Shown *Example `json:"shown"` // a program on the projector, without a name; null for students, and where there is none
}

// A Card is a message to all. It is kept: who was away gets it later.
type Card struct {
	N    int64    `json:"n"`    // from 1, in order
	Kind string   `json:"kind"` // text, here, snippet or trace
	Body CardBody `json:"body"`
}

// Kinds of cards.
const (
	CardText    = "text"    // Body.Text
	CardHere    = "here"    // everyone here: Body.At
	CardSnippet = "snippet" // a program: Body.At, Body.Source
	CardTrace   = "trace"   // a program, to be looked at as a timeline: likewise
)

// A CardBody is what a card says.
type CardBody struct {
	Text   string `json:"text,omitempty"`   // at most 1000 characters
	At     string `json:"at,omitempty"`     // a place beneath the language: "gather/#gather/three-tasks"
	Source string `json:"source,omitempty"` // of a program
}

// A Mine is what a student alone gets.
type Mine struct {
	Name  string    `json:"name"`
	Place int       `json:"place"` // in the queue of hands, from 1; 0: no hand is up
	Votes [2]string `json:"votes"` // the answers in both rounds; "": none
	Peer  string    `json:"peer"`  // in the phase discuss: the name of somebody who answered otherwise; or ""
}

// A Live is what the staff see of students, with Whole all of it, and else what has changed: entries replace those of
// the same ID, or of the same Result and snippet. At most 4 are sent a second.
type Live struct {
	Whole  bool     `json:"whole"`
	Dots   []Dot    `json:"dots"`   // by ID
	Gone   []string `json:"gone"`   // IDs of members who were removed, or had themselves forgotten
	Groups []Group  `json:"groups"` // by snippet and result; N of 0 removes one
	Places []Place  `json:"places"` // by lesson and snippet; N of 0 removes one
	Hands  []Hand   `json:"hands"`  // all of them, in order; null: nothing has changed
}

// A Need is how much a student needs somebody.
type Need string

// Needs, the least first.
const (
	NeedIdle   Need = "idle" // has not run anything where they are
	NeedDone   Need = "done"
	NeedTrying Need = "trying"
	NeedStuck  Need = "stuck"
)

// A Dot is one student. Result is of the last run of the snippet.
type Dot struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Here    bool   `json:"here"`   // is connected
	Lesson  string `json:"lesson"` // where the student is, or was last
	Snippet string `json:"snippet"`
	Need    Need   `json:"need"`
	Since   int64  `json:"since"` // since when, in microseconds since 1970
	Hand    bool   `json:"hand"`  // is up
	Runs    int    `json:"runs"`  // of the snippet
	Result
}

// A Group is the students whose last run of a snippet ended alike.
type Group struct {
	Snippet string `json:"snippet"`
	N       int    `json:"n"`
	Stuck   int    `json:"stuck"` // of them
	Result
}

// A Place is where students are.
type Place struct {
	Lesson  string `json:"lesson"`
	Snippet string `json:"snippet"` // "": at none of the lesson's
	N       int    `json:"n"`       // students who are connected
}

// A Hand is a raised hand.
type Hand struct {
	Member string `json:"member"`
	Name   string `json:"name"`
	At     int64  `json:"at"`     // since when, in microseconds since 1970
	Solved bool   `json:"solved"` // the student has got a program done since
}

// An Example is a program of a student's: to the staff, in answer to example; on the projector without Key, Member and
// Name.
type Example struct {
	Kind    string `json:"kind,omitempty"` // KindExample
	Key     string `json:"key,omitempty"`  // of the request
	Member  string `json:"member,omitempty"`
	Name    string `json:"name,omitempty"`
	Snippet string `json:"snippet"`
	Source  string `json:"source"`
	Result
}

// An Answer is a frame of the kinds ack, refused, end and pong.
type Answer struct {
	Kind    string `json:"kind"`
	Key     string `json:"key,omitempty"`     // ack, refused: of the request, where it had one
	Reason  string `json:"reason,omitempty"`  // refused: a key of messages.json; end: see the reasons below
	Message string `json:"message,omitempty"` // refused, end: the sentence for it
}

// Reasons why a connection ends for good. After any other end a page connects again.
const (
	EndOver    = "over"    // the class is
	EndRemoved = "removed" // the teacher has removed the student
	EndUnknown = "unknown" // there is no such class or member, or no longer; or the class is another teacher's
)

// Bodies of requests and responses over HTTP, JSON too. A response that is no success is an Answer of the kind refused.
// A teacher has a cookie, a student the header Authorization: Bearer TOKEN.
//
//	POST   /api/classes               Opening → Listed       teacher
//	GET    /api/classes               → List                 teacher
//	DELETE /api/classes/{id}          all of the class       its teacher
//	GET    /api/classes/{id}/hard     → Hard                 its staff
//	POST   /api/classes/{code}/join   Joining → Joined       anybody
//	POST   /api/classes/{code}/assist → Listed               an assistant or a teacher, who then is of the staff
//	POST   /api/classes/{code}/name   Joining → Joined       student; the response has no token
//	POST   /api/classes/{code}/forget                        student
//	POST   /api/submissions           Submission → Submitted student
//	GET    /teach/{id}.csv                                   its teacher

// An Opening starts a class.
type Opening struct {
	Lang  string `json:"lang"`  // of generated names, and of sentences
	Title string `json:"title"` // or ""
}

// A List is a teacher's classes.
type List struct {
	Name    string   `json:"name"`    // the teacher's
	Classes []Listed `json:"classes"` // the last first
}

// A Listed is a class in a list. Times are microseconds since 1970; 0: not yet.
type Listed struct {
	ID     string `json:"id"`
	Code   string `json:"code"`
	Title  string `json:"title"`
	Opened int64  `json:"opened"`
	Closed int64  `json:"closed"`
}

// A Joining is a student who joins, or gets another name.
type Joining struct {
	Name string `json:"name"` // "": a generated one
	Lang string `json:"lang"` // of the generated name, and of sentences; "": the class's
}

// A Joined is a student who has joined.
type Joined struct {
	Name  string `json:"name"`
	Token string `json:"token,omitempty"` // whoever has it is this student
}

// A Submission is a program for an exercise.
type Submission struct {
	Key      string            `json:"key"`
	Exercise string            `json:"exercise"` // its snippet
	Version  string            `json:"version"`  // of its checks
	Files    map[string]string `json:"files"`
	Verdicts []Verdict         `json:"verdicts"` // of the checks, as the page has seen them
	Lang     string            `json:"lang"`
}

// A Verdict is that of one check.
type Verdict struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
}

// A Submitted is a submission that is on disk.
type Submitted struct {
	ID string `json:"id"`
	At int64  `json:"at"` // microseconds since 1970
}

// A Hard is what was hard in a class: what was asked, in that order, then the exercises.
type Hard struct {
	Questions []HardQuestion `json:"questions"`
	Exercises []HardExercise `json:"exercises"`
}

// A HardQuestion is a question that a class was asked.
type HardQuestion struct {
	Question string           `json:"question"`
	Version  string           `json:"version"`
	Asked    int64            `json:"asked"`   // microseconds since 1970
	Rounds   []Round          `json:"rounds"`  // one or two
	Counts   []map[string]int `json:"counts"`  // of each round
	Telling  *float64         `json:"telling"` // the discrimination of the last round, see telling; null below 20 answers
}

// A Round is the answers of one.
type Round struct {
	Answers int `json:"answers"`
	Right   int `json:"right"` // of them
}

// A HardExercise is an exercise that a class worked at, in one version of its checks.
type HardExercise struct {
	Exercise string   `json:"exercise"`
	Version  string   `json:"version"` // "": nobody has submitted
	Tried    int      `json:"tried"`   // students who ran it
	Done     int      `json:"done"`    // of them
	Median   int64    `json:"median"`  // seconds from the first run of those who are done; 0: nobody is
	Telling  *float64 `json:"telling"` // null below 20 students
}
