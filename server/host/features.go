package host

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"asynctour/server/sandbox/gvisor"
	"asynctour/server/web"
	"asynctour/wasm"
	"asynctour/wasm/packed"
	"asynctour/wasm/toolchain"
)

// toolchainQuality is the brotli quality of a toolchain made by the server: a tenth
// larger than at the best quality, and minutes earlier.
const toolchainQuality = 6

// firstFeatures returns what pages can offer at the start.
func (h *Host) firstFeatures() *web.Features {
	if h.config.Pack != nil {
		return &web.Features{Packing: true, Builds: h.noGo == nil}
	}
	return &web.Features{Toolchain: foundToolchain(h.config.Cache), Builds: h.noGo == nil}
}

// Lacks returns a sentence about what this machine does not have for readers' own programs, and
// what takes its place; "" if it has all.
func (h *Host) Lacks() string {
	if h.noGo != nil {
		if f := h.features.Load(); f.Toolchain == nil && !f.Packing {
			return fmt.Sprintf("%v. Programs run only as published.", h.noGo)
		}
		return fmt.Sprintf("%v. Pages build what readers edit, and the server runs programs as published.", h.noGo)
	}
	if h.config.Sandbox != Auto {
		return ""
	}
	if _, err := gvisor.Find(h.config.Exe); err != nil {
		return fmt.Sprintf("%v. Edited programs run on the server as WebAssembly.", err)
	}
	return ""
}

// foundToolchain returns the toolchain packed with the tour, or made in the folder cache
// by an earlier start; nil if there is none, or it is damaged.
func foundToolchain(cache string) fs.FS {
	if packed := wasm.Toolchain(); packed != nil {
		return packed
	}
	if made := os.DirFS(toolchainFolder(cache)); toolchain.Whole(made) {
		return made
	}
	return nil
}

func toolchainFolder(cache string) string { return filepath.Join(cache, "toolchain") }

// addToolchain makes a toolchain if there is none, which takes a minute or two: in the cache folder
// or, where that cannot be written to, in a temporary one. Until then, and if it fails, edited
// programs are built on the server. It makes one anew that somebody has deleted or damaged.
func (h *Host) addToolchain(ctx context.Context) error {
	features := *h.features.Load()
	if features.Packing || wasm.Toolchain() != nil || features.Toolchain != nil && toolchain.Whole(features.Toolchain) {
		return nil
	}
	folder := toolchainFolder(h.config.Cache)
	if err := h.makeToolchain(ctx, folder, nil); err != nil {
		spare, spareErr := h.cache.Spare()
		if spareErr != nil || ctx.Err() != nil {
			return err
		}
		folder = toolchainFolder(spare)
		if h.makeToolchain(ctx, folder, []string{"GOCACHE=" + filepath.Join(spare, "go-build")}) != nil {
			os.RemoveAll(folder)
			return err
		}
	}
	features = *h.features.Load()
	features.Toolchain = os.DirFS(folder)
	h.features.Store(&features)
	return nil
}

func (h *Host) makeToolchain(ctx context.Context, folder string, env []string) error {
	say := func(format string, args ...any) { h.config.Log.Info("toolchain for pages: "+format, args...) }
	return toolchain.Make(ctx, folder, env, packed.Packer{Quality: toolchainQuality}, say)
}
