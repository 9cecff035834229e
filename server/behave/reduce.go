package behave

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"asynctour/server/play/moment"
)

// countable is how many tasks are counted, of those that begin in main: of more, or
// others, there may be another number the next time.
const countable = 5

// Reduce writes moments as text that does not depend on when things happened, nor on
// how often: for each function that tasks began with, what they created, waited for,
// were woken by and wrote, in alphabetical order.
// server/play/testdata/runs/README.md describes the text.
func Reduce(moments []moment.Moment) string {
	r := reduction{
		names: map[int]string{}, counts: map[string]int{},
		facts: map[string]map[string]bool{}, waits: map[int]string{},
	}
	for _, m := range moments {
		r.take(m)
	}
	for task, wait := range r.waits {
		r.add(task, wait, "for ever")
	}
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(r.counts)) {
		b.WriteString(name)
		if n := r.counts[name]; n > 1 && n <= countable && strings.HasPrefix(name, "main.main") {
			fmt.Fprintf(&b, " ×%d", n)
		} else if n > 1 {
			b.WriteString(" ×many")
		}
		b.WriteString("\n")
		for _, fact := range slices.Sorted(maps.Keys(r.facts[name])) {
			b.WriteString("\t" + fact + "\n")
		}
	}
	return b.String()
}

// A reduction is what has been read of the moments that are reduced.
type reduction struct {
	names  map[int]string             // of tasks
	counts map[string]int             // of tasks, by their names
	facts  map[string]map[string]bool // of the tasks of a name
	waits  map[int]string             // of tasks that wait: what for, and where
}

func (r *reduction) take(m moment.Moment) {
	wait := r.waits[m.Task]
	switch m.Do {
	case moment.Create:
		r.names[m.Task] = m.Name
		if r.counts[m.Name]++; m.By > 0 {
			r.add(m.By, m.Do, m.Name, where(m))
		}
	case moment.Wait:
		// How a write waits, and the network of a page, is not the program's doing.
		if m.On != moment.OnSyscall && m.On != moment.OnGC && m.On != moment.OnNetwork {
			r.waits[m.Task] = fmt.Sprintln(m.Do, m.On, where(m))
		}
	case moment.Ready:
		if wait != "" && m.By > 0 {
			r.add(m.Task, wait, "woken by", r.names[m.By], where(m))
			delete(r.waits, m.Task)
		}
	case moment.Run:
		if wait != "" {
			r.add(m.Task, wait)
			delete(r.waits, m.Task)
		}
	case moment.Print:
		r.add(m.Task, m.Do, m.Stream)
	case moment.End:
		r.add(m.Task, m.Do)
	case moment.Enter, moment.Leave, moment.Begin, moment.Done, moment.Log:
		r.add(m.Task, m.Do, m.Name, m.Text, where(m))
	}
}

// add adds a fact on a task, of parts that may be empty.
func (r *reduction) add(task int, parts ...any) {
	fact := strings.Join(strings.Fields(fmt.Sprintln(parts...)), " ")
	name := r.names[task]
	if r.facts[name] == nil {
		r.facts[name] = map[string]bool{}
	}
	r.facts[name][fact] = true
}

// where returns where in the source a moment was, "" where that is not known.
func where(m moment.Moment) string {
	if m.File == "" {
		return ""
	}
	return fmt.Sprintf("%s:%d", m.File, m.Line)
}

// Differ returns how a reduced trace differs from a wanted one, by one line that it
// lacks or has beyond; "" where it does not. In want, a line that begins with "?"
// may be there or not.
func Differ(got, want string) string {
	there, wanted := lines(got), lines(want)
	for _, line := range slices.Sorted(maps.Keys(wanted)) {
		if _, ok := there[line]; wanted[line] && !ok {
			return "there is no " + line
		}
	}
	for _, line := range slices.Sorted(maps.Keys(there)) {
		if _, ok := wanted[line]; !ok {
			return "there is " + line
		}
	}
	return ""
}

// lines returns the lines of a reduced trace, each after the name that it belongs to,
// and whether it must be there.
func lines(text string) map[string]bool {
	set := map[string]bool{}
	head := ""
	for line := range strings.Lines(text) {
		may := strings.Contains(line, "?")
		line = strings.Replace(strings.TrimSuffix(line, "\n"), "?", "", 1)
		if !strings.HasPrefix(line, "\t") {
			head = line
		}
		set[head+line] = !may
	}
	return set
}
