package host

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"asynctour/wasm"
	"asynctour/wasm/packed"
	"asynctour/wasm/toolchain"
)

// toolchainQuality is the brotli quality of a toolchain made by the server: a tenth
// larger than at the best quality, and minutes earlier.
const toolchainQuality = 6

// foundToolchain returns the toolchain packed with the tour, or made in the folder cache
// by an earlier start; nil if there is none.
func foundToolchain(cache string) fs.FS {
	if packed := wasm.Toolchain(); packed != nil {
		return packed
	}
	if made := os.DirFS(toolchainFolder(cache)); toolchain.Made(made) {
		return made
	}
	return nil
}

func toolchainFolder(cache string) string { return filepath.Join(cache, "toolchain") }

// addToolchain makes a toolchain if there is none, which takes a minute or two. Until
// then, and if it fails, edited programs are built on the server.
func (h *Host) addToolchain(ctx context.Context) {
	features := *h.features.Load()
	if features.Toolchain != nil {
		return
	}
	log, folder := h.config.Log, toolchainFolder(h.config.Cache)
	say := func(format string, args ...any) { log.Info("toolchain for pages: "+format, args...) }
	if err := toolchain.Make(ctx, folder, packed.Packer{Quality: toolchainQuality}, say); err != nil {
		if !errors.Is(ctx.Err(), context.Canceled) {
			log.Warn("there is no toolchain for pages: the server builds what readers edit", "err", err)
		}
		return
	}
	features.Toolchain = os.DirFS(folder)
	h.features.Store(&features)
}
