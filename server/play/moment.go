package play

// A Moment is something that happened at one instant to one task: to a goroutine
// or, in the asyncio original, to an asyncio task or a thread. The moments of a
// run, in order, are its timeline.
type Moment struct {
	At   float64 `json:"at"` // milliseconds since the program started, on its own clock, to the microsecond
	Task int     `json:"task"`
	Do   string  `json:"do"`             // what it did, or what happened to it: Create, …
	By   int     `json:"by,omitempty"`   // create, ready: the task that did it; 0: the runtime, a timer for one
	On   string  `json:"on,omitempty"`   // wait: what for, OnSleep, …
	Name string  `json:"name,omitempty"` // create: its function; wait: the function that waits; enter, leave, begin, done, log: what the program calls it
	File string  `json:"file,omitempty"` // where in the reader's source: of a create and a ready, where By was
	Line int     `json:"line,omitempty"`

	Stream   string `json:"stream,omitempty"`   // print: Stdout or Stderr
	Newlines int    `json:"newlines,omitempty"` // print: how many lines it ended; the prints of a stream, in order, are what the stream holds
	ID       int    `json:"id,omitempty"`       // begin, done: which user task (trace.NewTask)
	Text     string `json:"text,omitempty"`     // log: the message
	Thread   bool   `json:"thread,omitempty"`   // create: a thread of an executor, which runs beside the event loop
}

// What a Moment tells of its task.
const (
	Create = "create" // it is there, and ready to run
	Run    = "run"    // it runs
	Wait   = "wait"   // it waits
	Ready  = "ready"  // it was woken: it would run if there were a processor for it
	Yield  = "yield"  // it was made to let others run, and is ready
	Over   = "end"    // it is over
	Print  = "print"  // it wrote to one of its streams

	Enter = "enter" // a region of trace.WithRegion begins
	Leave = "leave" // it ends
	Begin = "begin" // a user task begins
	Done  = "done"  // it is done
	Log   = "log"   // the program said so
)

// What a task waits for.
const (
	OnSleep     = "sleep"
	OnReceive   = "receive"
	OnSend      = "send"
	OnSelect    = "select"
	OnForever   = "forever" // a nil channel, or a select without a case
	OnMutex     = "mutex"
	OnWaitGroup = "waitgroup"
	OnCond      = "cond"
	OnNetwork   = "network"
	OnGC        = "gc"
	OnSyscall   = "syscall"
	OnOther     = "other"

	// In the asyncio original.
	OnTask   = "task" // other tasks: await, gather, wait, a task group
	OnFuture = "future"
	OnQueue  = "queue"
	OnLock   = "lock" // a lock, a semaphore, a condition or an event
	OnThread = "thread"
)
