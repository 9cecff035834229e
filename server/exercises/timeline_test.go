package exercises

import (
	"testing"
	"time"

	"asynctour/server/fair"
	"asynctour/server/play"
	"asynctour/server/servertest"
)

// TestTimeline traces one check, in which pages take an hour of a bubble's time: so does the timeline.
func TestTimeline(t *testing.T) {
	places(t, limits(), func(t *testing.T, _ string, s *servertest.Server) {
		req := play.Request{Run: "r", Kind: play.KindStart, Snippet: cheated, Check: true, Trace: true, Only: "TestTime",
			Files: map[string]string{"main.go": s.Course.Snippets[cheated].Exercise.Solution}}
		var verdicts []play.Event
		var last float64 // milliseconds
		facts := 0
		s.Run(t.Context(), fair.Owner{}, req, play.NewInput(1), func(e play.Event) {
			switch e.Kind {
			case play.KindCheck:
				verdicts = append(verdicts, e)
			case play.KindTrace:
				for _, m := range e.Moments {
					last = max(last, m.At)
				}
				if e.Message != "" {
					t.Error(e.Message)
				}
				facts += len(e.Facts)
			case play.KindEnd:
				if e.Reason != play.ReasonExit || e.Code != 0 {
					t.Errorf("it ends with %s %d: %s", e.Reason, e.Code, e.Message)
				}
			}
		})
		if len(verdicts) != 1 || verdicts[0].Name != "TestTime" || !verdicts[0].OK {
			t.Errorf("the verdicts are %+v", verdicts)
		}
		if took := time.Duration(last * 1e6); took < time.Hour || took > 24*time.Hour || facts == 0 {
			t.Errorf("the timeline is %v long, with %d bytes of facts", took, facts)
		}
	})
}
