package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"asynctour/lessons"
	"asynctour/server/course"
	"asynctour/server/web"
)

const (
	headerTimeout = 10 * time.Second // to send a request's header
	idleTimeout   = 2 * time.Minute  // of a connection between requests
	shutdownTime  = 10 * time.Second // to finish requests
)

// serve serves the tour until ctx ends. The first line on stdout says where.
func serve(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	fs := flag.NewFlagSet("serve", flag.ContinueOnError)
	addr := fs.String("addr", "127.0.0.1:8080", "`address` to listen on; port 0 takes a free one")
	base := fs.String("base", "/", "`path` that all addresses begin with")
	cache := fs.String("cache", cacheDir(), "`folder` for archives and compiled snippets")
	kind := fs.String("sandbox", "auto", "where edited programs run: auto or wasi")
	dev := fs.Bool("dev", false, "reload pages when lessons, templates, styles or scripts in the current folder change")
	limits := limitFlags(fs)
	if err := parse(fs, args, stderr); err != nil {
		return err
	}
	if *kind != "auto" && *kind != "wasi" {
		return fmt.Errorf("there is no sandbox %q; there are auto and wasi", *kind)
	}
	log := slog.New(slog.NewJSONHandler(stderr, nil))
	c, err := course.Parse(lessons.FS)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	runs, err := newRuns(ctx, c, *cache, *limits, log)
	if err != nil {
		return err
	}
	defer runs.close()
	handler, err := web.New(web.Config{Course: c, Run: runs.socket(), Build: runs.build(), Base: *base, Server: true, Dev: *dev, Log: log})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		return fmt.Errorf("listen: %w (another address: -addr 127.0.0.1:0)", err)
	}
	fmt.Fprintf(stdout, "listening on http://%s\n", listener.Addr())
	go runs.warm(ctx)
	return serveHTTP(ctx, listener, handler)
}

// serveHTTP serves until ctx ends, and then lets requests finish.
func serveHTTP(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: headerTimeout,
		IdleTimeout:       idleTimeout,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	if err := server.Shutdown(last); err != nil {
		return fmt.Errorf("shut down: %w", err)
	}
	return nil
}
