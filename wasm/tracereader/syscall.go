package tracereader

import (
	"strings"

	"golang.org/x/exp/trace"

	"asynctour/server/play/moment"
)

// A written is a system call that wrote to a stream.
type written struct {
	task *task
	at   trace.Time
}

// enter begins a system call. It is reported only if the task has to wait.
func (p *program) enter(t *task, at trace.Time, stack trace.Stack) {
	p.see(t, stack)
	if isWrite(stack) {
		p.calls = append(p.calls, written{t, at})
	}
	t.call = &moment.Moment{At: p.millis(at), Task: t.number, Do: moment.Wait, On: moment.OnSyscall}
	setPlace(t.call, stack)
}

// leave ends a system call. After one that made the task wait, the task has lost its
// processor, and waits for one.
func (p *program) leave(t *task, at trace.Time, to trace.GoState) {
	if call := t.call; to == trace.GoRunnable && call != nil && t.number > 0 {
		p.moments = append(p.moments, *call)
		p.add(t, at, moment.Ready)
	}
	t.call = nil
}

// pair matches system calls with the writes that the host has recorded.
func (p *program) pair() {
	for len(p.calls) > 0 && len(p.writes) > 0 {
		p.print(p.calls[0].task, p.calls[0].at, p.writes[0])
		p.calls, p.writes = p.calls[1:], p.writes[1:]
	}
}

// isWrite reports whether a system call is a write of the program to a stream.
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
