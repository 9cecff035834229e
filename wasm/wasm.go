// Package wasm embeds WebAssembly modules: the published snippets of the lessons, for the
// page (js/wasm) and for the server's sandbox (wasip1), the programs of wasm/page, and
// Go's compiler and linker.
//
// Program pack makes them in dist/, which is not in the repository:
//
//	dist/manifest.json                   the list of the files, see Manifest
//	dist/js/three-tasks-1f0c….wasm.br    served to pages, brotli-compressed
//	dist/js/zones-….zip.br               Go's time zones, for the programs of pages
//	dist/wasi/gather-three-tasks-….wasm.br
//	dist/toolchain/…                     as package toolchain describes it; it may be absent
//
// The hash in a name is that of the uncompressed module: the same name means the same
// bytes.
package wasm

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/andybalholm/brotli"

	"asynctour/wasm/packed"
)

// FS has the dist folder of the time when the server was built.
//
//go:embed all:dist
var FS embed.FS

// Dist returns the folder dist of FS, for Open.
func Dist() fs.FS {
	dist, err := fs.Sub(FS, "dist")
	if err != nil {
		panic(err) // only for an invalid path
	}
	return dist
}

// Toolchain returns the folder of dist with the toolchain, nil if it was not packed.
func Toolchain() fs.FS {
	made, err := fs.Sub(Dist(), ToolchainDir)
	if err != nil {
		panic(err) // only for an invalid path
	}
	if _, err := fs.Stat(made, "made.json"); err != nil {
		return nil
	}
	return made
}

// Names of files and folders within dist. Each file has the suffix Packed.
const (
	ManifestFile = "manifest.json"
	JSDir        = "js"
	WASIDir      = "wasi"
	ToolchainDir = "toolchain"
	Packed       = packed.Suffix
)

// A Manifest is the content of dist/manifest.json. The names in it are without
// Packed: "three-tasks-1f0c….wasm".
type Manifest struct {
	Go   string            `json:"go"`   // the version of Go that built the modules: "go1.26.8"
	JS   map[string]string `json:"js"`   // by snippet, "gather/three-tasks": the file in dist/js
	WASI map[string]string `json:"wasi"` // by snippet: the file in dist/wasi
	Page map[string]string `json:"page"` // by program of wasm/page: the file in dist/js

	// Zones is the file in dist/js with Go's time zones, its zoneinfo.zip; "" where Go came without.
	Zones string `json:"zones"`
}

// A Pack is an open dist folder.
type Pack struct {
	fsys     fs.FS
	manifest Manifest
}

// Open reads the manifest of a dist folder.
func Open(fsys fs.FS) (*Pack, error) {
	data, err := fs.ReadFile(fsys, ManifestFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("wasm: nothing is packed (go run ./wasm/pack does it): %w", err)
	}
	if err != nil {
		return nil, fmt.Errorf("wasm: %w", err)
	}
	p := &Pack{fsys: fsys}
	if err := json.Unmarshal(data, &p.manifest); err != nil {
		return nil, fmt.Errorf("wasm: read %s: %w", ManifestFile, err)
	}
	return p, nil
}

// Go returns the version of Go that built the pack: "go1.26.8".
func (p *Pack) Go() string { return p.manifest.Go }

// JS returns the name of a snippet's module for the page; it lies in JSDir.
func (p *Pack) JS(snippet string) (name string, ok bool) {
	name, ok = p.manifest.JS[snippet]
	return name, ok
}

// WASI returns a snippet's module for the server's sandbox, decompressed. The error wraps
// fs.ErrNotExist if there is no such snippet.
func (p *Pack) WASI(snippet string) ([]byte, error) {
	name, ok := p.manifest.WASI[snippet]
	if !ok {
		return nil, fmt.Errorf("wasm: snippet %q: %w", snippet, fs.ErrNotExist)
	}
	f, err := p.fsys.Open(WASIDir + "/" + name + Packed)
	if err != nil {
		return nil, fmt.Errorf("wasm: snippet %q: %w", snippet, err)
	}
	defer f.Close()
	module, err := io.ReadAll(brotli.NewReader(f))
	if err != nil {
		return nil, fmt.Errorf("wasm: snippet %q: decompress %s: %w", snippet, name, err)
	}
	return module, nil
}
