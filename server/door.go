package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"asynctour/server/feed"
	"asynctour/server/gate"
	"asynctour/server/metrics"
	"asynctour/server/socket"
)

const (
	headerTimeout = 10 * time.Second // to send a request's header
	readTimeout   = 30 * time.Second // to send a request with its body
	idleTimeout   = 2 * time.Minute  // of a connection between requests
	maxHeader     = 32 << 10         // bytes

	// After SIGTERM runs have drainTime to end by themselves; then they are ended
	// and told so, which takes two seconds at most, and what requests are left
	// have closeTime: 25 seconds in all.
	drainTime = 20 * time.Second
	closeTime = 3 * time.Second

	// What an address may have, where nothing else is said: a school's readers may
	// all come from one.
	maxConnections = 2000
	maxAddressRuns = 1000
	maxRate        = 100 // a second: starts, builds and connections; ten times as many at once
)

// A door is how readers come in: from where, and how many.
type door struct {
	origins           []string
	gate              *gate.Gate
	connections, runs int
	cross             *http.CrossOriginProtection
}

// doorFlags defines the flags of a door, and returns what makes it of them.
func doorFlags(fs *flag.FlagSet) func() (*door, error) {
	origins := fs.String("origins", "", "`origins`, with commas between them, whose pages may run programs here, beside our own: https://course.example")
	proxies := fs.String("proxies", "", "`addresses` and networks, with commas between them, of proxies whose X-Forwarded-For is believed")
	rate := fs.Float64("max-rate", maxRate, "starts, builds and connections a second from one address; ten times as many at once; 0: any number")
	d := &door{cross: http.NewCrossOriginProtection()}
	fs.IntVar(&d.connections, "max-connections", maxConnections, "connections at a time from one address; 0: any number")
	fs.IntVar(&d.runs, "max-runs", maxAddressRuns, "runs at a time from one address; 0: any number")
	return func() (*door, error) {
		prefixes, err := gate.ParseProxies(*proxies)
		if err != nil {
			return nil, fmt.Errorf("-proxies: %w", err)
		}
		d.gate = gate.New(*rate, prefixes)
		for one := range strings.SplitSeq(*origins, ",") {
			if one = strings.ToLower(strings.TrimSpace(one)); one == "" {
				continue
			}
			if err := d.cross.AddTrustedOrigin(one); err != nil {
				return nil, fmt.Errorf("-origins: %w", err)
			}
			d.origins = append(d.origins, one)
		}
		return d, nil
	}
}

// socket returns what runs and websockets are to know of the door.
func (d *door) socket() (feed.Config, socket.Config) {
	return feed.Config{Admit: d.gate.Admit, Runs: d.runs}, socket.Config{Origins: d.origins, Address: d.gate.Address, Connections: d.connections}
}

// build guards the handler of /build, which holds itself to the rate.
func (d *door) build(h http.Handler) http.Handler { return d.cross.Handler(h) }

// observe adds the numbers of websockets and of their runs to the metrics.
func observe(m *metrics.Metrics, h *socket.Handler) {
	number := func(f func(socket.Stats) int) func() float64 {
		return func() float64 { return float64(f(h.Stats())) }
	}
	m.Gauge("tour_connections", "Websockets that are open.", number(func(s socket.Stats) int { return s.Connections }))
	m.Gauge("tour_runs", "Runs under way.", number(func(s socket.Stats) int { return s.Feeds.Runs }))
	m.Gauge("tour_runs_detached", "Runs under way whose connection broke.", number(func(s socket.Stats) int { return s.Feeds.Detached }))
	m.Counter("tour_slow_readers_cut_total", "Connections cut since they did not read.", number(func(s socket.Stats) int { return s.Feeds.Cut }))
	m.Counter("tour_resumes_total", "Runs resumed.", number(func(s socket.Stats) int { return s.Feeds.Resumed }))
	m.Counter("tour_gaps_total", "Gaps told to readers who resumed.", number(func(s socket.Stats) int { return s.Feeds.Gaps }))
	m.Counter("tour_requests_refused_total", "Requests refused before a run began.", number(func(s socket.Stats) int { return s.Refused }))
}

// ready returns what says whether readers may be sent here: until ctx ends.
func ready(ctx context.Context) func() error {
	return func() error {
		if ctx.Err() != nil {
			return errors.New("the server shuts down")
		}
		return nil
	}
}

// withMetrics adds /metrics, beneath base.
func withMetrics(base string, m *metrics.Metrics, next http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET "+strings.TrimSuffix(base, "/")+"/metrics", m.Handler())
	mux.Handle("/", next)
	return mux
}

// serveHTTP serves until ctx ends. Then it lets drain end what goes on beside
// requests, while requests are answered still, and at last requests finish.
func serveHTTP(ctx context.Context, listener net.Listener, handler http.Handler, drain func(context.Context)) error {
	work := context.WithoutCancel(ctx)
	requests, cancel := context.WithCancel(work)
	defer cancel()
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		BaseContext:       func(net.Listener) context.Context { return requests },
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	wait, done := context.WithTimeout(work, drainTime)
	defer done()
	drain(wait)
	cancel()
	last, done := context.WithTimeout(work, closeTime)
	defer done()
	if err := server.Shutdown(last); err != nil {
		return fmt.Errorf("shut down: %w", err)
	}
	return nil
}
