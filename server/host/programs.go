package host

import (
	"context"
	"fmt"
	"io/fs"
	"runtime"

	"asynctour/server/fair"
	"asynctour/server/play"
	"asynctour/server/sandbox"
	"asynctour/wasm"
)

// openPack opens the published programs, unless they are still to be packed. It returns the
// release of Go that has built them, or will.
func (h *Host) openPack() (version string, err error) {
	if h.config.Pack != nil {
		return runtime.Version(), nil
	}
	if h.config.Wasm == nil {
		h.config.Wasm = wasm.Dist()
	}
	pack, err := wasm.Open(h.config.Wasm)
	if err != nil {
		return "", err
	}
	h.pack.Store(pack)
	return pack.Go(), nil
}

// addPrograms packs the published programs, if there are none. Until then pages wait for them.
func (h *Host) addPrograms(ctx context.Context) error {
	if h.pack.Load() != nil {
		return nil
	}
	if err := h.config.Pack(ctx); err != nil {
		return err
	}
	pack, err := wasm.Open(h.config.Wasm)
	if err != nil {
		return err
	}
	h.pack.Store(pack)
	features := *h.features.Load()
	features.Packing, features.Toolchain = false, foundToolchain(h.config.Cache)
	h.features.Store(&features)
	return nil
}

// module returns the module of a published snippet.
func (h *Host) module(snippet string) ([]byte, error) {
	pack := h.pack.Load()
	if pack == nil {
		return nil, fmt.Errorf("snippet %q is not packed yet: %w", snippet, fs.ErrNotExist)
	}
	return pack.WASI(snippet)
}

// stillPacking is the sandbox of published programs that are not packed yet.
func stillPacking(context.Context, fair.Job, sandbox.Program, *play.Input, func(sandbox.Chunk)) (sandbox.Facts, error) {
	return sandbox.Facts{}, play.Refuse("packing")
}
