package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"time"

	"asynctour/lessons"
	"asynctour/server/course"
	"asynctour/server/socket"
	"asynctour/server/web"
	"asynctour/site"
	"asynctour/wasm"
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
	kind := fs.String("sandbox", "auto", "where edited programs run: wasi, gvisor, or auto, which is gvisor where it works")
	dev := fs.Bool("dev", false, "reload pages when lessons, templates, styles or scripts in the current folder change")
	limits := limitFlags(fs)
	if err := parse(fs, args, stderr); err != nil {
		return err
	}
	if !slices.Contains([]string{"auto", "wasi", "gvisor"}, *kind) {
		return fmt.Errorf("there is no sandbox %q; there are auto, wasi and gvisor", *kind)
	}
	log := slog.New(slog.NewJSONHandler(stderr, nil))
	c, err := course.Parse(lessons.FS)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	exe, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	runs, err := newRuns(ctx, c, exe, *cache, *limits, log)
	if err != nil {
		return err
	}
	defer runs.close()
	if *kind == "gvisor" {
		if err := runs.takeNative(ctx, exe); err != nil {
			return fmt.Errorf("-sandbox gvisor: %w", err)
		}
	}
	handler := runs.socket(socket.Config{})
	defer handler.Shutdown(ctx)
	config := web.Config{
		Course: c, Site: site.FS, Assets: site.Dist(), Wasm: wasm.Dist(),
		Run: handler, Build: runs.build(), Base: *base, Server: true, Log: log,
	}
	if *dev {
		remove, err := develop(ctx, &config)
		if err != nil {
			return err
		}
		defer remove()
	}
	tour, err := newTour(config, *cache, log)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		return fmt.Errorf("listen: %w (another address: -addr 127.0.0.1:0)", err)
	}
	fmt.Fprintf(stdout, "listening on http://%s\n", listener.Addr())
	warmed := make(chan struct{})
	go func() {
		defer close(warmed)
		runs.warm(ctx)
		if *kind == "auto" {
			runs.chooseSandbox(ctx, exe)
		}
		tour.addToolchain(ctx)
	}()
	err = serveHTTP(ctx, listener, tour)
	cancel()
	<-warmed
	return err
}

// develop has config take the lessons, the templates, the styles and the scripts
// from the folders of this checkout, and the page reload when one changes. The
// published programs are packed anew for the page; the server runs edited ones
// as they are sent, and published ones as they were when it started.
func develop(ctx context.Context, config *web.Config) (remove func(), err error) {
	out, err := os.MkdirTemp("", "tour-dev-*")
	if err != nil {
		return nil, err
	}
	config.Site, config.Assets, config.Wasm = os.DirFS("site"), os.DirFS(out), os.DirFS("wasm/dist")
	config.Dev = &web.Dev{
		Lessons: "lessons",
		Site:    "site",
		Bundle:  func() error { return site.Bundle("site", out, true) },
		Pack: func() error {
			text, err := exec.CommandContext(ctx, "go", "run", "./wasm/pack").CombinedOutput()
			if err != nil {
				return fmt.Errorf("pack: %w\n%s", err, text)
			}
			return nil
		},
	}
	return func() { os.RemoveAll(out) }, nil
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
