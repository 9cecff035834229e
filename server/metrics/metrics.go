// Package metrics counts what the server does, for Prometheus. What it counts
// knows nothing of it: functions are wrapped, and gauges ask.
package metrics

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"asynctour/server/engine"
	"asynctour/server/fair"
	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// A Metrics is the counts of one server.
type Metrics struct {
	registry *prometheus.Registry
	waits    *prometheus.HistogramVec
	builds   *prometheus.HistogramVec
	runs     *prometheus.HistogramVec
	ends     *prometheus.CounterVec
	orphans  prometheus.Counter
}

// New returns metrics that start at zero.
func New() *Metrics {
	buckets := []float64{.005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 20, 60} // seconds: a run may take a minute
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		waits: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "tour_queue_wait_seconds",
			Help: "Waiting for a slot, to build or to run.", Buckets: buckets}, []string{"for"}),
		builds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "tour_build_seconds",
			Help:    "Builds, by what they are for and how they ended: ok, faulty (the source is) or internal.",
			Buckets: buckets}, []string{"target", "result"}),
		runs: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "tour_run_seconds",
			Help: "Programs, by the sandbox that they ran in.", Buckets: buckets}, []string{"sandbox"}),
		ends: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "tour_ends_total",
			Help: "Runs that have ended, by reason."}, []string{"reason"}),
		orphans: prometheus.NewCounter(prometheus.CounterOpts{Name: "tour_orphans_found_total",
			Help: "Sandboxes that a tour had left behind."}),
	}
	m.registry.MustRegister(m.waits, m.builds, m.runs, m.ends, m.orphans, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, reason := range []play.Reason{
		play.ReasonExit, play.ReasonBuild, play.ReasonStopped, play.ReasonTimeout, play.ReasonMemory,
		play.ReasonOutput, play.ReasonBusy, play.ReasonRefused, play.ReasonInternal,
	} {
		m.ends.WithLabelValues(string(reason)) // so that each is there before the first
	}
	return m
}

// Handler answers /metrics.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// Gauge adds a number that is asked for.
func (m *Metrics) Gauge(name, help string, value func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value))
}

// Counter adds a number that is asked for and only grows.
func (m *Metrics) Counter(name, help string, value func() float64) {
	m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, value))
}

// Waited returns what counts how long holders of a fair.Queue have waited: for what
// is "build" or "run".
func (m *Metrics) Waited(what string) func(time.Duration) {
	waits := m.waits.WithLabelValues(what)
	return func(d time.Duration) { waits.Observe(d.Seconds()) }
}

// Build returns b, measured.
func (m *Metrics) Build(target string, b engine.Builder) engine.Builder {
	return func(ctx context.Context, job fair.Job, files map[string]string) ([]byte, []play.Diagnostic, error) {
		since := time.Now()
		binary, items, err := b(ctx, job, files)
		result := "ok"
		var fault *play.Fault
		switch {
		case errors.As(err, &fault) && fault.Reason != play.ReasonInternal:
			result = "faulty"
		case err != nil && ctx.Err() == nil:
			result = "internal"
		case err != nil:
			return binary, items, err // given up
		}
		m.builds.WithLabelValues(target, result).Observe(time.Since(since).Seconds())
		return binary, items, err
	}
}

// Sandbox returns run, measured, under a name.
func (m *Metrics) Sandbox(name string, run sandbox.Run) sandbox.Run {
	runs := m.runs.WithLabelValues(name)
	return func(ctx context.Context, job fair.Job, p sandbox.Program, in *play.Input,
		out func(sandbox.Chunk)) (sandbox.Facts, error) {
		since := time.Now()
		defer func() { runs.Observe(time.Since(since).Seconds()) }()
		return run(ctx, job, p, in, out)
	}
}

// Ended counts a run that has ended.
func (m *Metrics) Ended(reason play.Reason) { m.ends.WithLabelValues(string(reason)).Inc() }

// Orphans counts sandboxes that were found although the tour that had started
// them is gone.
func (m *Metrics) Orphans(n int) { m.orphans.Add(float64(n)) }
