package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"asynctour/server/behave"
	"asynctour/server/play"
)

var updateTraces = flag.Bool("update-traces", false, "write the reduced traces of the published snippets anew")

// TestTraces runs the published snippets by the virtual clock, and compares what
// their traces tell with play/testdata/traces.
func TestTraces(t *testing.T) {
	r, _ := startRuns(t)
	for id := range r.course.Snippets {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			var moments []play.Moment
			r.runner().Run(t.Context(), play.Request{Run: "t", Kind: play.Start, Snippet: id, Clock: play.Virtual, Trace: true}, play.NewInput(0), func(e play.Event) {
				moments = append(moments, e.Moments...)
				if e.Message != "" {
					t.Logf("%s: %s", e.Kind, e.Message)
				}
			})
			file := filepath.Join("play", "testdata", "traces", strings.ReplaceAll(id, "/", "-")+".txt")
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

// TestTraceDeadlockOfMany has so many goroutines wait for each other that their
// stacks are long to look through.
func TestTraceDeadlockOfMany(t *testing.T) {
	r, _ := startRuns(t)
	const source = "package main\n\nfunc main() {\n\tnever := make(chan int)\n\tfor range 1000 {\n\t\tgo func() { <-never }()\n\t}\n\t<-never\n}\n"
	var end play.Event
	r.runner().Run(t.Context(), play.Request{Run: "t", Kind: play.Start, Files: map[string]string{"main.go": source}, Clock: play.Virtual, Trace: true, Lang: "en"}, play.NewInput(0), func(e play.Event) {
		end = e
	})
	if end.Reason != play.Exit || end.Code != 2 || !strings.Contains(end.Message, "waits") {
		t.Errorf("it ends with %s %d: %s", end.Reason, end.Code, end.Message)
	}
}
