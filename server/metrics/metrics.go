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

	"asynctour/server/play"
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
		waits:    prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "tour_queue_wait_seconds", Help: "Waiting for a slot, to build or to run.", Buckets: buckets}, []string{"for"}),
		builds:   prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "tour_build_seconds", Help: "Builds, by what they are for and how they ended: ok, faulty (the source is) or internal.", Buckets: buckets}, []string{"target", "result"}),
		runs:     prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "tour_run_seconds", Help: "Programs, by the sandbox that they ran in.", Buckets: buckets}, []string{"sandbox"}),
		ends:     prometheus.NewCounterVec(prometheus.CounterOpts{Name: "tour_ends_total", Help: "Runs that have ended, by reason."}, []string{"reason"}),
		orphans:  prometheus.NewCounter(prometheus.CounterOpts{Name: "tour_orphans_found_total", Help: "Sandboxes that a tour had left behind."}),
	}
	m.registry.MustRegister(m.waits, m.builds, m.runs, m.ends, m.orphans, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, reason := range []string{play.Exit, play.Build, play.Stopped, play.Timeout, play.Memory, play.Output, play.Busy, play.Refused, play.Internal} {
		m.ends.WithLabelValues(reason) // so that each is there before the first
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

// Waited returns what a play.Queue tells how long its holders have waited to do
// what: "build" or "run".
func (m *Metrics) Waited(what string) func(time.Duration) {
	waits := m.waits.WithLabelValues(what)
	return func(d time.Duration) { waits.Observe(d.Seconds()) }
}

// A Build builds files.
type Build = func(ctx context.Context, files map[string]string) ([]byte, []play.Diagnostic, error)

// Build returns b, measured.
func (m *Metrics) Build(target string, b Build) Build {
	return func(ctx context.Context, files map[string]string) ([]byte, []play.Diagnostic, error) {
		since := time.Now()
		binary, items, err := b(ctx, files)
		result := "ok"
		var fault *play.Fault
		switch {
		case errors.As(err, &fault) && fault.Reason != play.Internal:
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

// Sandbox returns s, measured, under a name.
func (m *Metrics) Sandbox(name string, s play.Sandbox) play.Sandbox {
	runs := m.runs.WithLabelValues(name)
	return func(ctx context.Context, p play.Program, in *play.Input, out func(play.Chunk)) (play.Result, error) {
		since := time.Now()
		defer func() { runs.Observe(time.Since(since).Seconds()) }()
		return s(ctx, p, in, out)
	}
}

// Ended counts a run that has ended.
func (m *Metrics) Ended(reason string) { m.ends.WithLabelValues(reason).Inc() }

// Orphans counts sandboxes that were found although the tour that had started
// them is gone.
func (m *Metrics) Orphans(n int) { m.orphans.Add(float64(n)) }
