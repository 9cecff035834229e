package overlay

// bubblesTraced has a trace show the time of a bubble of testing/synctest: where its clock
// jumps, that of the trace jumps as far. Else three hours of waiting would all happen within a
// microsecond.
func bubblesTraced(t *tree) error {
	s, run, err := t.fn("runtime/synctest.go", "synctestRun")
	if err != nil {
		return err
	}
	jump, err := s.stmt(run, "bubble.now = next")
	if err != nil {
		return err
	}
	s.replace(jump, "traceJumped.Add(next - bubble.now)\n\t\t"+s.of(jump))
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
`
