package behave

import (
	"cmp"
	"slices"

	"asynctour/server/play/moment"
)

// left returns the tasks beside the first that have not ended.
func (r *Record) left() []Left {
	if len(r.tasks) == 0 {
		return nil
	}
	var groups []Left
	type key struct {
		name  string
		state State
		on    moment.Cause
		line  int
	}
	index := map[key]int{}
	for _, t := range r.tasks[1:] {
		if t.over != never {
			continue
		}
		s := t.last()
		state := s.state
		if !slices.ContainsFunc(t.spans, func(s span) bool { return s.state != Ready }) {
			state = Unstarted
		}
		k := key{t.name, state, s.on, s.line}
		i, ok := index[k]
		if !ok {
			i = len(groups)
			index[k] = i
			groups = append(groups, Left{
				Name: t.name, Task: t.id, State: state, On: s.on, Line: cmp.Or(s.line, t.line), At: s.from,
			})
		}
		groups[i].Tasks++
	}
	return groups
}

// deadlock returns the tasks that wait, nil where there are none.
func (r *Record) deadlock() *Deadlock {
	var stuck []Stuck
	for _, t := range r.tasks {
		if s := t.last(); t.over == never && s.state == Waiting {
			stuck = append(stuck, Stuck{Task: t.id, On: s.on, Line: s.line, Since: s.from})
		}
	}
	if stuck == nil {
		return nil
	}
	return &Deadlock{Tasks: len(stuck), Stuck: listed(stuck)}
}
