package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"slices"

	"asynctour/lessons"
	"asynctour/server/course"
	"asynctour/server/play"
	"asynctour/server/sandbox/wasi"
	"asynctour/server/sweep"
	"asynctour/server/web"
	"asynctour/site"
	"asynctour/wasm"
)

// An options says where and how a server is to be.
type options struct {
	addr, base, origin, cache, sandbox string
	dev                                bool
	slots                              int
	limits                             *play.Limits
	door                               *door
}

// readOptions reads the arguments of serve.
func readOptions(args []string, stderr io.Writer) (o options, err error) {
	fs := flag.NewFlagSet("serve", flag.ContinueOnError)
	fs.StringVar(&o.addr, "addr", "127.0.0.1:8080", "`address` to listen on; port 0 takes a free one")
	fs.StringVar(&o.base, "base", "/", "`path` that all addresses begin with")
	fs.StringVar(&o.origin, "origin", "", "`address` by which readers know the tour, https://example.org, for links that have to be absolute; by default as each request names it")
	fs.StringVar(&o.cache, "cache", cacheDir(), "`folder` for archives and compiled snippets")
	fs.StringVar(&o.sandbox, "sandbox", "auto", "where edited programs run: wasi, gvisor, or auto, which is gvisor where it works")
	fs.BoolVar(&o.dev, "dev", false, "reload pages when lessons, templates, styles or scripts in the current folder change")
	fs.IntVar(&o.slots, "max-running", runSlots(), "programs at a time that have a process of their own; by default what half of the free memory can take")
	o.limits = limitFlags(fs)
	openDoor := doorFlags(fs)
	if err := parse(fs, args, stderr); err != nil {
		return o, err
	}
	if !slices.Contains([]string{"auto", "wasi", "gvisor"}, o.sandbox) {
		return o, fmt.Errorf("there is no sandbox %q; there are auto, wasi and gvisor", o.sandbox)
	}
	o.door, err = openDoor()
	return o, err
}

// serve serves the tour until ctx ends. The first line on stdout says where.
func serve(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o, err := readOptions(args, stderr)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewJSONHandler(stderr, nil))
	c, err := course.Parse(lessons.FS)
	if err != nil {
		return err
	}
	exe, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	// What runs goes on for a while when ctx ends.
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	runs, err := newRuns(work, c, exe, o.cache, *o.limits, o.slots, log)
	if err != nil {
		return err
	}
	defer runs.close()
	if o.sandbox == "gvisor" {
		if err := runs.takeNative(work, exe); err != nil {
			return fmt.Errorf("-sandbox gvisor: %w", err)
		}
	}
	sockets := runs.socket(o.door.socket())
	defer sockets.Shutdown(work) // once more, for a start that fails: nothing runs then
	observe(runs.metrics, sockets)
	go sweep.Watch(work, wasi.ChildArg, func(processes int) {
		log.Warn("ended what an earlier server had left", "processes", processes)
		runs.metrics.Orphans(processes)
	})
	config := web.Config{
		Course: c, Site: site.FS, Assets: site.Dist(), Python: site.Python(), Wasm: wasm.Dist(), Base: o.base, Origin: o.origin, Server: true, Ready: ready(ctx), Log: log,
		Run: o.door.gate.Limit(sockets), Build: o.door.build(runs.build(o.door.gate)),
	}
	if o.dev {
		remove, err := develop(work, &config)
		if err != nil {
			return err
		}
		defer remove()
	}
	tour, err := newTour(config, o.cache, log)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", o.addr)
	if err != nil {
		return fmt.Errorf("listen: %w (another address: -addr 127.0.0.1:0)", err)
	}
	fmt.Fprintf(stdout, "listening on http://%s\n", listener.Addr())
	warm, stopWarming := context.WithCancel(ctx)
	warmed := make(chan struct{})
	go func() {
		defer close(warmed)
		o.warm(warm, runs, tour, exe)
	}()
	err = serveHTTP(ctx, listener, withMetrics(o.base, runs.metrics, tour), sockets.Shutdown)
	stopWarming()
	<-warmed
	return err
}

// warm does ahead of time what the first readers would wait for, or go without.
func (o options) warm(ctx context.Context, runs *runs, tour *tour, exe string) {
	runs.warm(ctx)
	if o.sandbox == "auto" {
		runs.chooseSandbox(ctx, exe)
	}
	tour.addToolchain(ctx)
	// Last: it compiles the library once more, and few readers wait for it.
	err := runs.takeRace(ctx)
	if err == nil {
		err = tour.addRace()
	}
	if err != nil && ctx.Err() == nil {
		runs.log.Info("race detector", "works", false, "why", err.Error())
	}
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
