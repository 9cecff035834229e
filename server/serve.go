package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"asynctour/lessons"
	"asynctour/server/course"
	"asynctour/server/host"
	"asynctour/server/play"
	"asynctour/server/web"
	"asynctour/site"
	"asynctour/wasm"
	"asynctour/wasm/gocmd"
)

// An options says where and how a server is to be.
type options struct {
	addr, base, origin, cache, sandbox string
	addrSet                            bool // addr is not the default
	dev, open, pack                    bool
	slots                              int
	limits                             *play.Limits
	access                             *access
	state                              *state
}

// readOptions reads the arguments of serve.
func readOptions(args []string, stderr io.Writer) (o options, err error) {
	fs := flag.NewFlagSet("serve", flag.ContinueOnError)
	fs.StringVar(&o.addr, "addr", "127.0.0.1:8080", "`address` to listen on; port 0 takes a free one")
	fs.StringVar(&o.base, "base", "/", "`path` that all addresses begin with")
	fs.StringVar(&o.origin, "origin", "",
		"`address` by which readers know the tour, https://example.org, for links that have to be absolute; by default as each request names it")
	fs.StringVar(&o.cache, "cache", cacheDir(), "`folder` for archives, compiled snippets, and scripts of earlier releases that open pages still load")
	fs.StringVar(&o.sandbox, "sandbox", host.Auto,
		"where edited programs run: wasi, gvisor, or auto, which is gvisor where it works")
	fs.BoolVar(&o.dev, "dev", false,
		"reload pages when lessons, templates, styles or scripts in the current folder change")
	fs.BoolVar(&o.open, "open", false, "open a browser on the tour; without -addr any free port will do")
	fs.BoolVar(&o.pack, "pack", false,
		"in a checkout: where this program was built before the programs of the lessons, pack them while it serves")
	fs.IntVar(&o.slots, "max-running", host.Slots(),
		"programs at a time that have a process of their own; by default what half of the free memory can take")
	o.limits = limitFlags(fs)
	openAccess := accessFlags(fs)
	o.state = stateFlags(fs)
	readProvider := providerFlags(fs, o.state)
	if err := parse(fs, args, stderr); err != nil {
		return o, err
	}
	fs.Visit(func(f *flag.Flag) { o.addrSet = o.addrSet || f.Name == "addr" })
	if !slices.Contains([]string{host.Auto, host.WASI, host.GVisor}, o.sandbox) {
		return o, fmt.Errorf("-sandbox %q: must be auto, wasi or gvisor", o.sandbox)
	}
	if o.slots < 1 {
		return o, fmt.Errorf("-max-running %d: must be at least 1", o.slots)
	}
	if err := errors.Join(o.state.check(), readProvider()); err != nil {
		return o, err
	}
	if o.access, err = openAccess(); err == nil && o.origin != "" {
		o.access.origins = append(o.access.origins, strings.ToLower(o.origin)) // whatever Host a proxy makes of it
	}
	return o, err
}

// serve serves the tour until ctx ends. The first line on stdout says where.
func serve(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o, err := readOptions(args, stderr)
	if err != nil {
		return err
	}
	level := slog.LevelInfo
	if o.open {
		level = slog.LevelWarn // a reader's own machine, whose terminal is for what concerns the reader
	}
	log := slog.New(slog.NewJSONHandler(stderr, &slog.HandlerOptions{Level: level}))
	if err := settle(ctx, o.cache); err != nil {
		return err
	}
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
	programs, pack := o.programs(stderr)
	h, err := host.Open(work, host.Config{Course: c, Exe: exe, Cache: o.cache, Limits: *o.limits, Slots: o.slots,
		Sandbox: o.sandbox, Log: log, Wasm: programs, Pack: pack})
	if err != nil {
		return err
	}
	defer h.Close()
	sockets := h.Socket(o.access.socket())
	defer sockets.Shutdown(work) // once more, for a start that fails: nothing runs then
	kept, err := o.openKept(work, c, log)
	if err != nil {
		return err
	}
	defer kept.close()
	kept.measure(h.Metrics)
	config := web.Config{
		Course: c, Site: site.FS, Assets: site.Dist(), Python: site.Python(), Wasm: programs,
		Base: o.base, Origin: o.origin, Server: true, Limits: *o.limits, Features: h.Features, Ready: ready(ctx),
		Problems: h.Problems, Log: log, Kept: filepath.Join(o.cache, "releases"),
		Run: o.access.gate.Limit(sockets), Build: o.access.cross.Handler(h.Build(o.access.gate)),
		Classes: kept.handler(),
	}
	if o.dev {
		remove, err := develop(work, &config, h)
		if err != nil {
			return err
		}
		defer remove()
	}
	pages, err := web.New(config)
	if err != nil {
		return err
	}
	listener, err := listen(o)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "listening on http://%s\n", listener.Addr())
	if err := kept.invite(ctx, stdout, o.claimAddress(listener.Addr())); err != nil {
		return err
	}
	if lacks := h.Lacks(); lacks != "" {
		fmt.Fprintln(stderr, "tour:", lacks)
	}
	if o.open {
		go openBrowser(homeAddress(listener.Addr(), o.base), stderr)
	}
	warm, stopWarming := context.WithCancel(ctx)
	warmed := make(chan struct{})
	go func() {
		defer close(warmed)
		h.Warm(warm)
	}()
	err = serveHTTP(ctx, listener, withMetrics(o.base, h.Metrics, pages), sockets.Shutdown)
	stopWarming()
	cancel() // nothing runs any more; archives may be being made
	<-warmed
	return err
}

// develop has config take the lessons, the templates, the styles and the scripts
// from the folders of this checkout, and the page reload when one changes. The
// published programs are packed anew for the page; the server runs edited ones
// as they are sent, by the checks as they are now, and published ones as they were when it started.
func develop(ctx context.Context, config *web.Config, h *host.Host) (remove func(), err error) {
	out, err := os.MkdirTemp("", "tour-dev-*")
	if err != nil {
		return nil, err
	}
	config.Site, config.Assets, config.Wasm = os.DirFS("site"), os.DirFS(out), os.DirFS("wasm/dist")
	config.Dev = &web.Dev{
		Lessons: "lessons",
		Site:    "site",
		Read:    h.SetCourse,
		Bundle:  func() error { return site.Bundle("site", out, true) },
		Pack: func() error {
			var text bytes.Buffer
			if err := packPrograms(ctx, &text); err != nil {
				return fmt.Errorf("pack: %w\n%s", err, text.String())
			}
			return nil
		},
	}
	return func() { os.RemoveAll(out) }, nil
}

// programs returns the published programs, and what packs them if they are still to be packed.
func (o options) programs(stderr io.Writer) (fs.FS, func(context.Context) error) {
	_, err := wasm.Open(wasm.Dist())
	if !o.pack || !errors.Is(err, fs.ErrNotExist) {
		return wasm.Dist(), nil
	}
	return os.DirFS("wasm/dist"), func(ctx context.Context) error { return packPrograms(ctx, stderr) }
}

// packPrograms packs the programs of the lessons of this checkout. What there is to say about
// that goes to out.
func packPrograms(ctx context.Context, out io.Writer) error {
	dir, err := os.MkdirTemp("", "tour-pack-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	program := filepath.Join(dir, "pack.exe") // a name that every system takes for a program's
	for _, args := range [][]string{{"go", "build", "-o", program, "./wasm/pack"}, {program}} {
		cmd := exec.CommandContext(ctx, args[0], args[1:]...)
		cmd.Stdout, cmd.Stderr = out, out
		gocmd.Interruptible(cmd)
		if err := cmd.Run(); err != nil {
			return err
		}
	}
	return nil
}
