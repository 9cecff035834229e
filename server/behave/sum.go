package behave

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"asynctour/server/play/moment"
)

// unseen is the share of the whole run below which an overlap is none: a task that
// hands over to another does not run beside it.
const unseen = 1.0 / 2000

// beside returns the tasks beside the first, or that one where it is alone.
func (r *Record) beside() []*task {
	if len(r.tasks) > 1 {
		return r.tasks[1:]
	}
	return r.tasks
}

// sum sums up one state of the tasks.
func (r *Record) sum(tasks []*task, state State) Sum {
	var total float64
	var changes []change
	near := r.until * unseen
	for _, t := range tasks {
		for _, s := range t.spans {
			if end := min(s.to, r.until); s.state == state && end > s.from {
				total += end - s.from
				changes = append(changes, change{s.from, 1}, change{max(end-near, s.from), -1})
			}
		}
	}
	return Sum{Total: micros(total), Most: max(most(changes), min(len(changes), 1))} // each may be shorter than near
}

// A change is one more or one less of something at an instant.
type change struct {
	at float64
	by int
}

// most returns how many there were at once at the most. What ends at an instant
// makes room for what begins there.
func most(changes []change) int {
	slices.SortFunc(changes, func(a, b change) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.by, b.by)) })
	now, highest := 0, 0
	for _, c := range changes {
		now += c.by
		highest = max(highest, now)
	}
	return highest
}

// kinds counts the tasks by what they do and who created them.
func (r *Record) kinds() []Kind {
	var kinds []Kind
	index := map[Kind]int{}
	var changes [][]change
	for _, t := range r.tasks {
		key := Kind{Name: t.name, Line: t.line}
		if creator := r.byID[t.by]; creator != nil {
			key.By = creator.name
		}
		i, ok := index[key]
		if !ok {
			i = len(kinds)
			index[key] = i
			kinds, changes = append(kinds, key), append(changes, nil)
		}
		kinds[i].Tasks++
		changes[i] = append(changes[i], change{t.at, 1}, change{t.over, -1})
	}
	for i := range kinds {
		kinds[i].Most = most(changes[i])
	}
	return kinds
}

// waits sums up the waiting of all tasks by its causes.
func (r *Record) waits() []Wait {
	byCause := map[moment.Cause]Wait{}
	for _, t := range r.tasks {
		for _, s := range t.spans {
			if s.state == Waiting {
				w := byCause[s.on]
				byCause[s.on] = Wait{On: s.on, Times: w.Times + 1, Total: w.Total + min(s.to, r.until) - s.from}
			}
		}
	}
	waits := []Wait{}
	for _, on := range slices.Sorted(maps.Keys(byCause)) {
		w := byCause[on]
		w.Total = micros(w.Total)
		waits = append(waits, w)
	}
	return waits
}

// micros rounds milliseconds to microseconds, of which the moments are.
func micros(ms float64) float64 { return math.Round(ms*1000) / 1000 }
