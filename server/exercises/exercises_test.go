package exercises

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"

	"asynctour/server/course"
	"asynctour/server/fair"
	"asynctour/server/needs"
	"asynctour/server/play"
	"asynctour/server/servertest"
)

// limits are those of a server, with as much time for a program as the slowest machine takes.
func limits() play.Limits { return servertest.Unhurried() }

// turnOf says whose turn it is where places take turns; the page's is the third
// (site/ts/worker/build/exercises.integration.test.ts).
var turnOf = map[string]int{"wasi": 0, "gvisor": 1}

const turns = 3

// places calls f for each place on the server, with a server that runs programs there.
func places(t *testing.T, limits play.Limits, f func(t *testing.T, place string, s *servertest.Server)) {
	t.Run("wasi", func(t *testing.T) { f(t, "wasi", servertest.Open(t, limits)) })
	if runtime.GOOS == "linux" {
		t.Run("gvisor", func(t *testing.T) { f(t, "gvisor", servertest.OpenNative(t, limits)) })
	}
}

// A verdict is what comes of a program that is checked.
type verdict struct {
	checks           []play.Event
	end              string // "exit 0", "timeout"
	printed, message string
}

// failed returns the names of the checks that the program has failed.
func (v verdict) failed() (names []string) {
	for _, c := range v.checks {
		if !c.OK {
			names = append(names, c.Name)
		}
	}
	return names
}

func (v verdict) String() string {
	var b strings.Builder
	for _, c := range v.checks {
		fmt.Fprintf(&b, "%s %t %q\n", c.Name, c.OK, c.Text)
	}
	return fmt.Sprintf("%s%s %s\n%.2000s", b.String(), v.end, v.message, v.printed)
}

// check has a server check a program.
func check(t *testing.T, s *servertest.Server, snippet string, files map[string]string) (v verdict) {
	t.Helper()
	req := play.Request{Run: "r", Kind: play.KindStart, Snippet: snippet, Files: files, Check: true}
	s.Run(t.Context(), fair.Owner{}, req, play.NewInput(1), func(e play.Event) {
		switch e.Kind {
		case play.KindCheck:
			v.checks = append(v.checks, e)
		case play.KindStdout, play.KindStderr:
			v.printed += e.Text
		case play.KindDiagnostics:
			for _, item := range e.Items {
				v.printed += fmt.Sprintf("%s:%d:%d: %s\n", item.File, item.Line, item.Column, item.Message)
			}
		case play.KindEnd:
			v.end, v.message = string(e.Reason), e.Message
			if e.Reason == play.ReasonExit {
				v.end += fmt.Sprint(" ", e.Code)
			}
		}
	})
	return v
}

// exercises returns the exercises in the order of their folders, in which the page has them too.
func exercises(c *course.Course) []*course.Snippet {
	all := slices.DeleteFunc(slices.Collect(maps.Values(c.Snippets)), func(s *course.Snippet) bool {
		return s.Exercise == nil
	})
	slices.SortFunc(all, func(a, b *course.Snippet) int { return strings.Compare(a.Dir, b.Dir) })
	return all
}

// TestExercises has the checks of each exercise judge its start, its solution and its wrong programs. Where the whole is
// not asked for, an exercise is played in one place, with a share of its programs: tour check plays all of them natively.
func TestExercises(t *testing.T) {
	places(t, limits(), func(t *testing.T, place string, s *servertest.Server) {
		for turn, snippet := range exercises(s.Course) {
			id, e := snippet.ID, snippet.Exercise
			if !needs.Turn(turn, turnOf[place], turns) {
				continue
			}
			t.Run(id, func(t *testing.T) {
				try := func(name, source string, want []string) {
					t.Run(name, func(t *testing.T) {
						v := check(t, s, id, map[string]string{"main.go": source})
						all := make([]string, len(v.checks))
						for i, c := range v.checks {
							all[i] = c.Name
							if c.Version != e.Version {
								t.Errorf("%s has the version %q, want %q", c.Name, c.Version, e.Version)
							}
						}
						if !slices.Equal(all, e.Names()) {
							t.Errorf("there are verdicts on %q, want %q", all, e.Names())
						}
						if got := v.failed(); want != nil && !slices.Equal(got, want) || want == nil && len(got) == 0 {
							t.Errorf("it fails %q, want %q\n%s", got, want, v)
						}
					})
				}
				try("solution", e.Solution, []string{})
				if needs.Turn(turn/turns, 0, 2) {
					try("start", snippet.Go, nil)
				}
				for i, w := range e.Wrong {
					if needs.Turn(i, turn%len(e.Wrong), len(e.Wrong)) {
						try("wrong/"+w.Name, w.Go, w.Fails)
					}
				}
			})
		}
	})
}
