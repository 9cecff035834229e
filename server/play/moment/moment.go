// Package moment holds the words for what the tasks of a program do. It is a part
// of the contract of package play, of which an event of kind trace carries moments,
// and has a name of its own for its many words.
//
// It knows no format of traces, and draws no conclusions: it is types alone.
package moment

// A Moment is something that happened at one instant to one task: to a goroutine
// or, in the asyncio original, to an asyncio task or a thread. The moments of a
// run, in order, are its timeline.
type Moment struct {
	At   float64 `json:"at"` // milliseconds since the program started, on its own clock, to the microsecond
	Task int     `json:"task"`
	Do   Do      `json:"do"`             // what the task did, or what happened to it
	By   int     `json:"by,omitempty"`   // create, ready: the task that did it; 0: the runtime, a timer for one
	On   Cause   `json:"on,omitempty"`   // wait: what for
	Name string  `json:"name,omitempty"` // create: its function; wait: the function that waits; enter, leave, begin, done, log: what the program calls it
	File string  `json:"file,omitempty"` // where in the reader's source: of a create and a ready, where By was
	Line int     `json:"line,omitempty"`

	Late float64 `json:"late,omitempty"` // ready: for how many milliseconds the timer had been due, where that is known

	Stream   Stream `json:"stream,omitempty"`   // print: where to
	Newlines int    `json:"newlines,omitempty"` // print: how many lines it ended; the prints of a stream, in order, are what the stream holds
	ID       int    `json:"id,omitempty"`       // begin, done: which user task (trace.NewTask)
	Text     string `json:"text,omitempty"`     // log: the message
	Thread   bool   `json:"thread,omitempty"`   // create: a thread of an executor, which runs beside the event loop
}

// A Do is what a task does, or what happens to it.
type Do string

// What tasks do.
const (
	Create Do = "create" // the task is there, and ready to run
	Run    Do = "run"    // it runs
	Wait   Do = "wait"   // it waits
	Ready  Do = "ready"  // it was woken: it would run if there were a processor for it
	Yield  Do = "yield"  // it was made to let others run, and is ready
	End    Do = "end"    // it is over
	Print  Do = "print"  // it wrote to one of its streams

	Enter Do = "enter" // a region of trace.WithRegion begins
	Leave Do = "leave" // the region ends
	Begin Do = "begin" // a user task begins
	Done  Do = "done"  // the user task is done
	Log   Do = "log"   // the program logged a message
)

// A Cause is what a task waits for.
type Cause string

// What tasks wait for.
const (
	OnSleep     Cause = "sleep"
	OnReceive   Cause = "receive"
	OnSend      Cause = "send"
	OnSelect    Cause = "select"
	OnForever   Cause = "forever" // a nil channel, or a select without a case
	OnMutex     Cause = "mutex"
	OnWaitGroup Cause = "waitgroup"
	OnCond      Cause = "cond"
	OnNetwork   Cause = "network"
	OnGC        Cause = "gc"
	OnSyscall   Cause = "syscall"
	OnOther     Cause = "other"

	// In the asyncio original.
	OnTask   Cause = "task" // other tasks: await, gather, wait, a task group
	OnFuture Cause = "future"
	OnQueue  Cause = "queue"
	OnLock   Cause = "lock" // a lock, a semaphore, a condition or an event
	OnThread Cause = "thread"
)

// A Stream is where a program prints.
type Stream string

// The streams.
const (
	Stdout Stream = "stdout"
	Stderr Stream = "stderr"
)

// A Write is something that a program has written to one of its streams, as its
// host has noted it: a trace tells which task did.
type Write struct {
	Stream   Stream `json:"stream"`
	At       int64  `json:"at"` // nanoseconds since the program started, on its clock
	Newlines int    `json:"newlines"`
}
