package host

import (
	"asynctour/server/metrics"
	"asynctour/server/socket"
)

// observe adds the numbers of websockets, and of their runs, to the metrics.
func observe(m *metrics.Metrics, h *socket.Handler) {
	number := func(f func(socket.Stats) int) func() float64 {
		return func() float64 { return float64(f(h.Stats())) }
	}
	m.Gauge("tour_connections", "Websockets that are open.", number(func(s socket.Stats) int { return s.Connections }))
	m.Gauge("tour_runs", "Runs under way.", number(func(s socket.Stats) int { return s.Feeds.Runs }))
	m.Gauge("tour_runs_detached", "Runs under way whose connection broke.",
		number(func(s socket.Stats) int { return s.Feeds.Detached }))
	m.Counter("tour_slow_readers_cut_total", "Connections cut since they did not read.",
		number(func(s socket.Stats) int { return s.Feeds.Cut }))
	m.Counter("tour_resumes_total", "Runs resumed.", number(func(s socket.Stats) int { return s.Feeds.Resumed }))
	m.Counter("tour_gaps_total", "Gaps told to readers who resumed.",
		number(func(s socket.Stats) int { return s.Feeds.Gaps }))
	m.Counter("tour_requests_refused_total", "Requests refused before a run began.",
		number(func(s socket.Stats) int { return s.Refused }))
}
