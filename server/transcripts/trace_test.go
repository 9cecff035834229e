package transcripts

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"asynctour/server/fair"
	"asynctour/server/play"
	"asynctour/server/play/moment"
	"asynctour/server/servertest"
)

var updateTraces = flag.Bool("update-traces", false, "write the reduced traces of the published snippets anew")

// reduce writes moments as text that does not depend on when things happened, nor
// on how often: for each function that goroutines began with, what they created,
// waited for, were woken by and wrote, in alphabetical order.
func reduce(moments []moment.Moment) string {
	names := map[int]string{}
	counts := map[string]int{}
	facts := map[string]map[string]bool{}
	waits := map[int]string{}
	add := func(task int, parts ...any) {
		fact := strings.Join(strings.Fields(fmt.Sprintln(parts...)), " ")
		name := names[task]
		if facts[name] == nil {
			facts[name] = map[string]bool{}
		}
		facts[name][fact] = true
	}
	for _, m := range moments {
		switch m.Do {
		case moment.Create:
			names[m.Task] = m.Name
			if counts[m.Name]++; m.By > 0 {
				add(m.By, m.Do, m.Name, where(m))
			}
		case moment.Wait:
			// How a write waits, and the network of a page, is not the program's doing.
			if m.On != moment.OnSyscall && m.On != moment.OnGC && m.On != moment.OnNetwork {
				waits[m.Task] = fmt.Sprintln(m.Do, m.On, where(m))
			}
		case moment.Ready:
			if wait := waits[m.Task]; wait != "" && m.By > 0 {
				add(m.Task, wait, "woken by", names[m.By], where(m))
				delete(waits, m.Task)
			}
		case moment.Run:
			if wait := waits[m.Task]; wait != "" {
				add(m.Task, wait)
				delete(waits, m.Task)
			}
		case moment.Print:
			add(m.Task, m.Do, m.Stream)
		case moment.End:
			add(m.Task, m.Do)
		case moment.Enter, moment.Leave, moment.Begin, moment.Done, moment.Log:
			add(m.Task, m.Do, m.Name, m.Text, where(m))
		}
	}
	for task, wait := range waits {
		add(task, wait, "for ever")
	}
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		b.WriteString(name)
		if n := counts[name]; n > 1 && n <= countable && strings.HasPrefix(name, "main.main") {
			fmt.Fprintf(&b, " ×%d", n)
		} else if n > 1 {
			b.WriteString(" ×many")
		}
		b.WriteString("\n")
		for _, fact := range slices.Sorted(maps.Keys(facts[name])) {
			b.WriteString("\t" + fact + "\n")
		}
	}
	return b.String()
}

// countable is how many goroutines are counted, of those that begin in main: of
// more, or others, there may be another number the next time.
const countable = 5

// differ returns a line that a reduced trace lacks of those that are wanted, or has
// beyond them; "" where there is none. Lines that begin with "?" may be there.
func differ(got, want string) string {
	lines := func(text string) map[string]bool {
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
	there, wanted := lines(got), lines(want)
	for line, must := range wanted {
		if _, ok := there[line]; must && !ok {
			return "there is no " + line
		}
	}
	for line := range there {
		if _, ok := wanted[line]; !ok {
			return "there is " + line
		}
	}
	return ""
}

// where returns where in the source a moment was.
func where(m moment.Moment) string {
	if m.File == "" {
		return ""
	}
	return fmt.Sprintf("%s:%d", m.File, m.Line)
}

// TestTraces runs the published snippets by the virtual clock, and compares what
// their traces tell with play/testdata/traces.
func TestTraces(t *testing.T) {
	s := servertest.Open(t, servertest.Unhurried())
	for id := range s.Course.Snippets {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			var moments []moment.Moment
			s.Engine.Run(t.Context(), fair.Owner{}, play.Request{Run: "t", Kind: play.KindStart, Snippet: id, Clock: play.ClockVirtual, Trace: true}, play.NewInput(0), func(e play.Event) {
				moments = append(moments, e.Moments...)
				if e.Message != "" {
					t.Logf("%s: %s", e.Kind, e.Message)
				}
			})
			file := filepath.Join("..", "play", "testdata", "traces", strings.ReplaceAll(id, "/", "-")+".txt")
			got := reduce(moments)
			if *updateTraces {
				if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if wrong := differ(got, string(want)); wrong != "" {
				t.Errorf("%s: got\n%s\nwant\n%s", wrong, got, want)
			}
		})
	}
}

// TestTraceDeadlockOfMany has so many goroutines wait for each other that their
// stacks are long to look through.
func TestTraceDeadlockOfMany(t *testing.T) {
	s := servertest.Open(t, servertest.Unhurried())
	const source = "package main\n\nfunc main() {\n\tnever := make(chan int)\n\tfor range 1000 {\n\t\tgo func() { <-never }()\n\t}\n\t<-never\n}\n"
	var end play.Event
	s.Engine.Run(t.Context(), fair.Owner{}, play.Request{Run: "t", Kind: play.KindStart, Files: map[string]string{"main.go": source}, Clock: play.ClockVirtual, Trace: true, Lang: "en"}, play.NewInput(0), func(e play.Event) {
		end = e
	})
	if end.Reason != play.ReasonExit || end.Code != 2 || !strings.Contains(end.Message, "waits") {
		t.Errorf("it ends with %s %d: %s", end.Reason, end.Code, end.Message)
	}
}
