package overlay

// bubblesTraced has a trace show the time of a bubble of testing/synctest: where its clock
// jumps, that of the trace jumps as far. Else three hours of waiting would all happen within a
// microsecond. A trace has each jump as a log, since a host writes down the output by a clock
// that does not jump.
func bubblesTraced(t *tree) error {
	s, run, err := t.fn("runtime/synctest.go", "synctestRun")
	if err != nil {
		return err
	}
	jump, err := s.stmt(run, "bubble.now = next")
	if err != nil {
		return err
	}
	s.replace(jump, "jump := next - bubble.now\n\t\t"+s.of(jump)+
		"\n\t\tunlock(&bubble.mu)\n\t\ttraceJump(jump)\n\t\tlock(&bubble.mu)")
	s, now, err := t.fn("runtime/tracetime.go", "traceClockNow")
	if err != nil {
		return err
	}
	const clock = "return traceTime(nanotime() / traceTimeDiv)"
	read, err := s.stmt(now, clock)
	if err != nil {
		return err
	}
	s.replace(read, "return traceTime((nanotime() + traceJumped.Load()) / traceTimeDiv)")
	last, err := s.lastImport()
	if err != nil {
		return err
	}
	s.insert(last, "\n\t\"internal/runtime/atomic\"")
	s.insert(s.file, traceJumped)
	return nil
}

const traceJumped = `

// traceJumped is how far, in nanoseconds, the clocks of bubbles have jumped.
var traceJumped atomic.Int64

// traceJump has the clock of a trace jump. The number of the log is how far it has in all.
func traceJump(ns int64) {
	jumped := traceJumped.Add(ns)
	if traceEnabled() {
		trace_userLog(uint64(jumped), "tour", "")
	}
}
`
