package behave

import (
	"slices"

	"asynctour/server/play/moment"
)

const (
	// starvation is the time, in milliseconds, from which on a task that runs without
	// a pause starves those that wait for it.
	starvation = 100
	// warmUp is the time, in milliseconds from a program's start, that nothing is found in: an
	// engine still compiles what runs, for how long depends on the machine alone.
	warmUp = 100
	// soon is the time, in milliseconds, within which a timer fires that had to wait
	// for a task to pause, where it is not known when it was due.
	soon = 20
)

// starved returns what tasks did to others that ran on while those could not; of
// several stretches at one line the longest, and how many there were.
func (r *Record) starved() []Starved {
	var groups []Starved
	type key struct {
		name string
		line int
	}
	index := map[key]int{}
	for _, t := range r.tasks {
		for n, s := range t.spans {
			time := min(s.to, r.until) - s.from
			if warm := time - max(warmUp-s.from, 0); s.state != Running || warm <= starvation {
				continue
			}
			kept := r.keptWaiting(t, s.from, s.from+time)
			if len(kept) == 0 {
				continue
			}
			line := t.lineOf(n)
			stretch := Starved{Task: t.id, At: s.from, Time: time, Line: line, Tasks: len(kept), Others: listed(kept)}
			i, ok := index[key{t.name, line}]
			if !ok {
				i = len(groups)
				index[key{t.name, line}] = i
				groups = append(groups, stretch)
			}
			times := groups[i].Times + 1
			if time > groups[i].Time {
				groups[i] = stretch
			}
			groups[i].Times = times
		}
	}
	for i := range groups {
		groups[i].Time = micros(groups[i].Time)
	}
	return groups
}

// keptWaiting returns the tasks that could not go on while one ran. Where others ran
// at the same time none can be said to have been in the way.
func (r *Record) keptWaiting(t *task, from, to float64) []int {
	var kept []int
	for _, other := range r.tasks {
		if other == t {
			continue
		}
		if s := other.spanAt((from + to) / 2); s != nil && s.state == Running {
			return nil
		}
		if slices.ContainsFunc(other.within(from, to), func(s span) bool { return s.keptFrom(from, to) }) {
			kept = append(kept, other.id)
		}
	}
	return kept
}

// keptFrom reports whether a task was kept from going on while another ran: it was
// ready all that time, or it slept, and its timer fired only when the other paused.
// With one processor and no preemption, nothing looks at the clock before.
func (s span) keptFrom(from, to float64) bool {
	if s.state == Ready {
		return min(s.to, to)-max(s.from, from) > starvation
	}
	return s.on == moment.OnSleep && s.from <= from && s.to >= to && (s.to <= to+soon || s.to-s.late <= to)
}

// lineOf returns where a task was in one of its spans: the line that it printed at,
// or that of the span, the next or the last.
func (t *task) lineOf(n int) int {
	s := t.spans[n]
	for _, m := range t.marks {
		if m.line > 0 && m.at >= s.from && m.at <= s.to {
			return m.line
		}
	}
	for _, near := range []int{n, n + 1, n - 1} {
		if near >= 0 && near < len(t.spans) && t.spans[near].line > 0 {
			return t.spans[near].line
		}
	}
	return t.line
}
