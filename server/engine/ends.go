package engine

import (
	"fmt"

	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// raceCode is the exit code of a program that would have ended well, but for the
// races that its detector has found.
const raceCode = 66

// An ending is what is known of a program that has ended, and that neither its reader
// nor a limit of the engine has ended.
type ending struct {
	sandbox.Facts
	said  said
	top   string // the function that it was in, where saidStack
	races int    // found by its detector
	over  bool   // Facts.CPU is more than it may have
	slow  bool   // it could ask for a faster engine
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
	{func(e ending) bool { return e.Signal != 0 }, play.ReasonInternal, "internal"},
	{func(e ending) bool { return e.Code == 2 && e.said == saidDeadlock }, play.ReasonExit, "deadlock"},
	{func(e ending) bool { return e.Code == 2 && e.said == saidStack }, play.ReasonExit, "stack"},
	{func(e ending) bool { return e.Code == 2 }, play.ReasonExit, "panic"},
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
	case play.ReasonInternal:
		return end, fmt.Errorf("signal %d has ended the program", ended.Signal)
	}
	if key == "" {
		end.Reason = reason
		return end, nil
	}
	return end, &play.Fault{Reason: reason, Key: key, Args: []any{
		"code", ended.Code, "function", ended.top, "mib", e.Limits.Memory >> 20, "seconds", e.Limits.CPU.Seconds(),
	}}
}
