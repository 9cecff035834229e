package class

import (
	"cmp"
	"maps"
	"slices"
)

const (
	// alikeRuns is how many runs in succession with the same failing result make a student stuck.
	alikeRuns = 3
	// A student is stuck too who is at an exercise for longer than slowFactor times the median of those who have solved
	// it, once fewestSolved have.
	slowFactor   = 1.5
	fewestSolved = 3
)

// lives is what the staff know of students.
type lives struct {
	dots   map[string]Dot
	groups map[groupKey]Group
	places map[placeKey]Place
	hands  []Hand
}

type groupKey struct {
	snippet string
	Result
}

type placeKey struct{ lesson, snippet string }

// live returns what the staff get to know.
func (c *class) live() *lives {
	all := &lives{map[string]Dot{}, map[groupKey]Group{}, map[placeKey]Place{}, []Hand{}}
	slow := c.slow()
	for id, m := range c.members {
		dot := c.dot(m, slow)
		all.dots[id] = dot
		if m.here {
			at := placeKey{dot.Lesson, dot.Snippet}
			all.places[at] = Place{at.lesson, at.snippet, all.places[at].N + 1}
		}
		for snippet, p := range m.runs {
			if p.Outcome == "" {
				continue
			}
			key := groupKey{snippet, p.Result}
			g := all.groups[key]
			g.Snippet, g.Result = snippet, p.Result
			g.N++
			if c.needOf(m, snippet, slow) == NeedStuck {
				g.Stuck++
			}
			all.groups[key] = g
		}
	}
	for _, h := range c.hands {
		m := c.members[h.Member]
		solved := false
		for _, p := range m.runs {
			solved = solved || p.Done > h.At
		}
		all.hands = append(all.hands, Hand{h.Member, m.Name, h.At, solved})
		dot := all.dots[h.Member]
		dot.Hand = true
		all.dots[h.Member] = dot
	}
	return all
}

// dot returns a student as a dot, but for the hand.
func (c *class) dot(m *member, slow map[string]int64) Dot {
	dot := Dot{ID: m.ID, Name: m.Name, Here: m.here, Lesson: m.last.Lesson, Snippet: m.last.Snippet}
	if p := m.runs[dot.Snippet]; p != nil {
		dot.Runs, dot.Result = p.Tries, p.Result
	}
	if need := c.needOf(m, dot.Snippet, slow); need != m.need {
		m.need, m.needed = need, c.classes.now()
	}
	dot.Need, dot.Since = m.need, m.needed
	return dot
}

// needOf returns how much a student needs somebody at a snippet. A hand that is up is not in it.
func (c *class) needOf(m *member, snippet string, slow map[string]int64) Need {
	p := m.runs[snippet]
	switch limit := slow[snippet]; {
	case p != nil && p.Outcome == Done:
		return NeedDone
	case p != nil && p.Alike >= alikeRuns:
		return NeedStuck
	case limit > 0 && m.here && m.last.Snippet == snippet && m.since[snippet] > 0 && c.classes.now()-m.since[snippet] > limit:
		return NeedStuck
	case p != nil:
		return NeedTrying
	}
	return NeedIdle
}

// slow returns how long, in microseconds, a student may be at each exercise before that is long.
func (c *class) slow() map[string]int64 {
	took := map[string][]int64{}
	for _, m := range c.members {
		for snippet, p := range m.runs {
			if _, ok := c.classes.exercises[snippet]; ok && p.Done != 0 {
				took[snippet] = append(took[snippet], p.Done-min(p.Began, m.since[snippet]))
			}
		}
	}
	limits := map[string]int64{}
	for snippet, all := range took {
		if len(all) >= fewestSolved {
			limits[snippet] = int64(slowFactor * float64(median(all)))
		}
	}
	return limits
}

// median returns the middle one, or the mean of the two in the middle.
func median(all []int64) int64 {
	all = slices.Sorted(slices.Values(all))
	n := len(all)
	return (all[(n-1)/2] + all[n/2]) / 2
}

// wholeLive returns the frame of all that the staff know.
func (c *class) wholeLive() []byte {
	if c.sent.live == nil {
		c.sent.live, c.sent.gone = c.live(), nil
		c.sendAt(c.pace.flushed.Add(lookPeriod))
	}
	return liveFrame(&lives{hands: nil}, c.sent.live, nil, true)
}

// liveChanges returns the frame of what has changed of it, or nil.
func (c *class) liveChanges() []byte {
	if c.sent.live == nil {
		return nil
	}
	was, gone := c.sent.live, c.sent.gone
	c.sent.live, c.sent.gone = c.live(), nil
	return liveFrame(was, c.sent.live, gone, false)
}

// liveFrame returns the frame that makes of one state another; nil: they are the same.
func liveFrame(was, is *lives, gone []string, whole bool) []byte {
	l := Live{Whole: whole, Gone: append([]string{}, gone...),
		Dots:   differences(was.dots, is.dots, func(a, b Dot) int { return cmp.Compare(a.ID, b.ID) }, nil),
		Groups: differences(was.groups, is.groups, compareGroups, func(g Group) Group { return Group{g.Snippet, 0, 0, g.Result} }),
		Places: differences(was.places, is.places, func(a, b Place) int {
			return cmp.Or(cmp.Compare(a.Lesson, b.Lesson), cmp.Compare(a.Snippet, b.Snippet))
		}, func(p Place) Place { return Place{p.Lesson, p.Snippet, 0} })}
	if whole || !slices.Equal(was.hands, is.hands) {
		l.Hands = is.hands
	}
	if !whole && len(l.Dots)+len(l.Gone)+len(l.Groups)+len(l.Places) == 0 && l.Hands == nil {
		return nil
	}
	return frame(KindLive, l)
}

func compareGroups(a, b Group) int {
	return cmp.Or(cmp.Compare(a.Snippet, b.Snippet), -cmp.Compare(a.N, b.N), cmp.Compare(a.Outcome, b.Outcome),
		cmp.Compare(a.Finding, b.Finding), cmp.Compare(a.Line, b.Line))
}

// differences returns in order the entries of is that were others before and, made by removed, those that are no more.
func differences[K, V comparable](was, is map[K]V, order func(a, b V) int, removed func(V) V) []V {
	all := []V{}
	for key, value := range is {
		if before, ok := was[key]; !ok || before != value {
			all = append(all, value)
		}
	}
	if removed != nil {
		for key := range maps.Keys(was) {
			if _, ok := is[key]; !ok {
				all = append(all, removed(was[key]))
			}
		}
	}
	slices.SortFunc(all, order)
	return all
}
