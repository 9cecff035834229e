package tracereader

import (
	"strings"

	"golang.org/x/exp/trace"

	"asynctour/server/play/moment"
)

// A written is a system call that has written something.
type written struct {
	task *task
	at   trace.Time
}

// enter begins a system call. It is told of only if it keeps the task waiting.
func (p *program) enter(t *task, at trace.Time, stack trace.Stack) {
	p.see(t, stack)
	if isWrite(stack) {
		p.calls = append(p.calls, written{t, at})
	}
	t.call = &moment.Moment{At: p.millis(at), Task: t.number, Do: moment.Wait, On: moment.OnSyscall}
	setPlace(t.call, stack)
}

// leave ends a system call. One that has kept the task waiting has cost it its
// processor: the task has to wait for one.
func (p *program) leave(t *task, at trace.Time, to trace.GoState) {
	if call := t.call; to == trace.GoRunnable && call != nil && t.number > 0 {
		p.moments = append(p.moments, *call)
		p.add(t, at, moment.Ready)
	}
	t.call = nil
}

// pair finds the system calls that have written what the host has seen.
func (p *program) pair() {
	for len(p.calls) > 0 && len(p.writes) > 0 {
		p.print(p.calls[0].task, p.calls[0].at, p.writes[0])
		p.calls, p.writes = p.calls[1:], p.writes[1:]
	}
}

// isWrite reports whether a system call writes to a stream, and for the program.
func isWrite(stack trace.Stack) bool {
	writes := false
	for f := range stack.Frames() {
		if strings.HasPrefix(f.Func, tracer) {
			return false
		}
		writes = writes || f.Func == "os.(*File).Write"
	}
	return writes
}
