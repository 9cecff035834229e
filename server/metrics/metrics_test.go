package metrics

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"asynctour/server/fair"
	"asynctour/server/play"
	"asynctour/server/sandbox"
)

func TestMetrics(t *testing.T) {
	m := New()
	m.Waited("run")(150 * time.Millisecond)
	m.Ended(play.ReasonBusy)
	m.Orphans(2)
	m.Gauge("tour_runs", "Under way.", func() float64 { return 7 })
	m.Counter("tour_cuts_total", "Cut.", func() float64 { return 3 })
	for _, err := range []error{nil, &play.Fault{Reason: play.ReasonBuild}, errors.New("the disk is full")} {
		m.Build("js", func(context.Context, fair.Job, map[string]string) ([]byte, []play.Diagnostic, error) {
			return nil, nil, err
		})(t.Context(), fair.Job{}, nil)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	m.Build("js", func(ctx context.Context, _ fair.Job, _ map[string]string) ([]byte, []play.Diagnostic, error) {
		return nil, nil, ctx.Err()
	})(gone, fair.Job{}, nil)
	m.Sandbox("wasi", func(context.Context, fair.Job, sandbox.Program, *play.Input,
		func(sandbox.Chunk)) (sandbox.Facts, error) {
		return sandbox.Facts{}, nil
	})(t.Context(), fair.Job{}, sandbox.Program{}, nil, nil)

	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	for _, want := range []string{
		`tour_queue_wait_seconds_bucket{for="run",le="0.1"} 0`,
		`tour_queue_wait_seconds_bucket{for="run",le="0.2"} 1`,
		`tour_ends_total{reason="busy"} 1`,
		`tour_ends_total{reason="exit"} 0`,
		"tour_orphans_found_total 2",
		"tour_runs 7",
		"tour_cuts_total 3",
		`tour_build_seconds_count{result="ok",target="js"} 1`,
		`tour_build_seconds_count{result="faulty",target="js"} 1`,
		`tour_build_seconds_count{result="internal",target="js"} 1`,
		`tour_run_seconds_count{sandbox="wasi"} 1`,
	} {
		if !strings.Contains(w.Body.String(), want+"\n") {
			t.Errorf("no %s in\n%s", want, w.Body)
		}
	}
}
