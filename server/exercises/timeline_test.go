package exercises

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"asynctour/server/fair"
	"asynctour/server/play"
	"asynctour/server/play/moment"
	"asynctour/server/servertest"
)

// A timeline is what is told of one check that is traced.
type timeline struct {
	verdicts []play.Event
	moments  []moment.Moment
	printed  string
	facts    int // bytes
}

// trace has a server run one check, traced.
func trace(t *testing.T, s *servertest.Server, only, program string) (got timeline) {
	t.Helper()
	req := play.Request{Run: "r", Kind: play.KindStart, Snippet: cheated, Check: true, Trace: true, Only: only,
		Files: map[string]string{"main.go": program}}
	s.Run(t.Context(), fair.Owner{}, req, play.NewInput(1), func(e play.Event) {
		switch e.Kind {
		case play.KindCheck:
			got.verdicts = append(got.verdicts, e)
		case play.KindStdout:
			got.printed += e.Text
		case play.KindTrace:
			got.moments = append(got.moments, e.Moments...)
			if e.Message != "" {
				t.Error(e.Message)
			}
			got.facts += len(e.Facts)
		case play.KindEnd:
			if e.Reason != play.ReasonExit || e.Code != 0 {
				t.Errorf("it ends with %s %d: %s", e.Reason, e.Code, e.Message)
			}
		}
	})
	if len(got.verdicts) != 1 || got.verdicts[0].Name != only {
		t.Fatalf("the verdicts are %+v", got.verdicts)
	}
	return got
}

// TestTimeline traces one check, in which pages take an hour of a bubble's time: so does the timeline.
func TestTimeline(t *testing.T) {
	places(t, limits(), func(t *testing.T, _ string, s *servertest.Server) {
		got := trace(t, s, "TestTime", s.Course.Snippets[cheated].Exercise.Solution)
		if !got.verdicts[0].OK {
			t.Errorf("the verdict is %+v", got.verdicts[0])
		}
		var last float64 // milliseconds
		for _, m := range got.moments {
			last = max(last, m.At)
		}
		if took := time.Duration(last * 1e6); took < time.Hour || took > 24*time.Hour || got.facts == 0 {
			t.Errorf("the timeline is %v long, with %d bytes of facts", took, got.facts)
		}
	})
}

// TestPrints traces a check of testdata/prints: its prints stand at the bubble's time, with those that printed.
func TestPrints(t *testing.T) {
	program, err := os.ReadFile("testdata/prints/main.go")
	if err != nil {
		t.Fatal(err)
	}
	places(t, limits(), func(t *testing.T, _ string, s *servertest.Server) {
		got := trace(t, s, "TestPeak", string(program))
		lines := strings.Fields(got.printed)
		var prints []moment.Moment
		by := map[int]int{} // how often each task printed
		for _, m := range got.moments {
			if m.Do == moment.Print {
				prints = append(prints, m)
				by[m.Task]++
			}
		}
		if len(lines) == 0 || len(prints) != len(lines) || len(by) != 1+len(lines)/2 {
			t.Fatalf("%d lines are printed, and %d prints of %d tasks are told", len(lines), len(prints), len(by))
		}
		begun := millis(t, lines[0]) - prints[0].At
		for i, m := range prints {
			if at := m.At + begun; at < millis(t, lines[i]) {
				t.Errorf("print %d of task %d stands at %.0f ms, and was at %s", i, m.Task, at, lines[i])
			}
		}
	})
}

func millis(t *testing.T, text string) float64 {
	t.Helper()
	ms, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return ms
}
