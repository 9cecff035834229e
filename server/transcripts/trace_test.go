package transcripts

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"asynctour/server/behave"
	"asynctour/server/course"
	"asynctour/server/fair"
	"asynctour/server/needs"
	"asynctour/server/play"
	"asynctour/server/play/moment"
	"asynctour/server/servertest"
)

var updateTraces = flag.Bool("update-traces", false, "write the reduced traces of the published snippets anew")

// TestTraces runs the published snippets by the virtual clock, and compares their reduced
// traces with play/testdata/traces: every second one where the whole is not asked for. The others are the page's
// then (site/ts/worker/trace/traces.integration.test.ts).
func TestTraces(t *testing.T) {
	s := servertest.Open(t, servertest.Unhurried())
	traced := slices.DeleteFunc(slices.Collect(maps.Values(s.Course.Snippets)), func(s *course.Snippet) bool {
		return s.Exercise != nil // how a start waits is nobody's lesson
	})
	slices.SortFunc(traced, func(a, b *course.Snippet) int { return strings.Compare(a.Dir+"/", b.Dir+"/") })
	for i, snippet := range traced {
		id := snippet.ID
		if !*updateTraces && !needs.Turn(i, 0, 2) {
			continue
		}
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
			got := behave.Reduce(moments)
			if *updateTraces {
				if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if wrong := behave.Differ(got, string(want)); wrong != "" {
				t.Errorf("%s: got\n%s\nwant\n%s", wrong, got, want)
			}
		})
	}
}

// TestTraceDeadlockOfMany finds the deadlock of so many goroutines that reading their
// stacks takes long.
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
