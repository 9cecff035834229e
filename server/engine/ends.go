package engine

import (
	"fmt"
	"strconv"

	"asynctour/server/play"
	"asynctour/server/rlimit"
	"asynctour/server/sandbox"
)

// raceCode is the exit code of a program that would have ended well, but for the
// races that its detector has found.
const raceCode = 66

// fatalCode is the exit code of a program that Go's runtime has ended.
const fatalCode = 2

// signalCode and the number of a signal are the exit code that a shell gives to what the
// signal has ended.
const signalCode = 128

// signalName returns the name of a signal that a native program can be ended by: Linux's
// first fifteen.
func signalName(signal int) string {
	names := [...]string{"", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL",
		"SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM"}
	if signal < len(names) {
		return names[signal]
	}
	return strconv.Itoa(signal)
}

// An ending is what is known of a program that has ended, and that neither its reader
// nor a limit of the engine has ended.
type ending struct {
	sandbox.Facts
	said   said
	top    string // the function that it was in, where saidStack
	signal string // the name of the signal, where saidSignal
	races  int    // found by its detector
	over   bool   // Facts.CPU is more than it may have
	slow   bool   // it could ask for a faster engine
}

// failed reports whether the program has not ended well.
func (e ending) failed() bool { return e.Code != 0 || e.Signal != 0 }

// ends is how programs end: the first row that holds. The key names the sentence; ""
// is none. testdata/ends.json has cases, to which the page is held too.
var ends = []struct {
	is     func(e ending) bool
	reason play.Reason
	key    string
}{
	{func(e ending) bool { return e.failed() && (e.Memory || e.said == saidMemory) }, play.ReasonMemory, "memory"},
	{func(e ending) bool { return e.Signal != 0 && e.over && e.slow }, play.ReasonTimeout, "timeout.interpreted"},
	{func(e ending) bool { return e.Signal != 0 && e.over }, play.ReasonTimeout, "timeout.cpu"},
	{func(e ending) bool { return e.Signal != 0 && e.Raised }, play.ReasonExit, "signal"},
	{func(e ending) bool { return e.Signal != 0 }, play.ReasonInternal, "internal"},
	{func(e ending) bool { return e.Code == fatalCode && e.said == saidDeadlock }, play.ReasonExit, "deadlock"},
	{func(e ending) bool { return e.Code == fatalCode && e.said == saidWaits }, play.ReasonExit, "waits"},
	{func(e ending) bool { return e.Code == fatalCode && e.said == saidStack }, play.ReasonExit, "stack"},
	{func(e ending) bool { return e.Code == fatalCode && e.said == saidThreads }, play.ReasonExit, "threads"},
	{func(e ending) bool { return e.Code == fatalCode && e.said == saidSignal }, play.ReasonExit, "signal"},
	{func(e ending) bool { return e.Code == fatalCode }, play.ReasonExit, "panic"},
	{func(e ending) bool { return e.Code == raceCode && e.races > 0 }, play.ReasonExit, "race"},
	{func(e ending) bool { return e.Code != 0 }, play.ReasonExit, "exit"},
	{func(ending) bool { return true }, play.ReasonExit, ""},
}

// judge returns how a program has ended.
func judge(e ending) (play.Reason, string) {
	for _, row := range ends {
		if row.is(e) {
			return row.reason, row.key
		}
	}
	panic("engine: the last row holds always")
}

// outcome adds to the end of a program why it has ended.
func (e *Engine) outcome(end play.Event, ended ending) (play.Event, error) {
	reason, key := judge(ended)
	switch reason {
	case play.ReasonExit:
		end.Code = ended.Code
		if ended.Signal != 0 {
			end.Code, ended.signal = signalCode+ended.Signal, signalName(ended.Signal)
		}
	case play.ReasonInternal:
		return end, fmt.Errorf("signal %d has ended the program", ended.Signal)
	}
	if key == "" {
		end.Reason = reason
		return end, nil
	}
	return end, &play.Fault{Reason: reason, Key: key, Args: []any{
		"code", ended.Code, "function", ended.top, "signal", ended.signal, "threads", rlimit.MaxThreads,
		"mib", e.Limits.Memory >> 20, "seconds", e.Limits.CPU.Seconds(),
	}}
}
