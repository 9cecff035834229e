package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"asynctour/server/metrics"
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
)

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
