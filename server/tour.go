package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"

	"asynctour/server/web"
	"asynctour/wasm"
	"asynctour/wasm/packed"
	"asynctour/wasm/toolchain"
)

// toolchainQuality is the brotli quality of a toolchain that the server makes
// for itself: a tenth larger than the best, and minutes sooner there.
const toolchainQuality = 6

// A tour is the handler of all pages. It may begin without a toolchain for them.
type tour struct {
	config web.Config
	cache  string // the folder in which it makes a toolchain
	log    *slog.Logger

	handler atomic.Pointer[http.Handler]
}

// newTour returns a tour with the toolchain that was packed with it, or that an
// earlier start has made.
func newTour(config web.Config, cache string, log *slog.Logger) (*tour, error) {
	t := &tour{config: config, cache: filepath.Join(cache, "toolchain"), log: log}
	if t.config.Toolchain = wasm.Toolchain(); t.config.Toolchain == nil {
		if made := os.DirFS(t.cache); toolchain.Made(made) {
			t.config.Toolchain = made
		}
	}
	return t, t.renew()
}

func (t *tour) renew() error {
	handler, err := web.New(t.config)
	if err != nil {
		return err
	}
	t.handler.Store(&handler)
	return nil
}

// addToolchain makes a toolchain where there is none, which takes a minute or
// two, and offers it to the pages that are loaded from then on. Until then, and
// where it fails, the server builds what readers edit.
func (t *tour) addToolchain(ctx context.Context) {
	if t.config.Toolchain != nil {
		return
	}
	say := func(format string, args ...any) { t.log.Info("toolchain for pages: "+format, args...) }
	err := toolchain.Make(ctx, t.cache, packed.Packer{Quality: toolchainQuality}, say)
	if err == nil {
		t.config.Toolchain = os.DirFS(t.cache)
		err = t.renew()
	}
	if err != nil && !errors.Is(ctx.Err(), context.Canceled) {
		t.log.Warn("there is no toolchain for pages: the server builds what readers edit", "err", err)
	}
}

// addRace offers the race detector to the pages that are loaded from now on, and
// says so.
func (t *tour) addRace() error {
	t.config.Race = true
	if err := t.renew(); err != nil {
		return err
	}
	t.log.Info("race detector", "works", true)
	return nil
}

// ServeHTTP answers as the tour is now.
func (t *tour) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	(*t.handler.Load()).ServeHTTP(w, r)
}
