// Package toolchain makes the files with which a page builds Go programs by itself: the
// installed Go's compiler and linker, built for js/wasm, and the packages that programs
// may import.
//
//	toolchain-1f0c….json     the list of the files, see Description
//	compile-….wasm.br        the compiler
//	link-….wasm.br           the linker
//	base-types-….pack.br     export data, for the compiler, of the packages that most programs import
//	base-objects-….pack.br   objects, for the linker, of the same packages
//	docs-….json.br           synopses, for the editor, of all packages
//	data-…, net-…, rest-…    likewise for packages for data, for net/http and its dependencies, and for all others
//
// A pack is a line of JSON, [["fmt",48211],…], the import paths and sizes of
// archives, and then those archives, one after the other.
//
//	made.json                how all this was made
//
// The hash in a name is that of the uncompressed content: the same name means the same
// bytes. All files that pages load, except the description, are compressed with brotli.
package toolchain

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"asynctour/wasm/gocmd"
	"asynctour/wasm/overlay"
	"asynctour/wasm/packed"
)

// A Description is the content of toolchain-….json.
type Description struct {
	Go       string            `json:"go"`       // the release: "go1.26.8"
	Files    []packed.File     `json:"files"`    // the files to load
	Packages map[string]string `json:"packages"` // by import path: its pack, "base", "data", "net" or "rest"
	Warm     bool              `json:"warm"`     // the tools are those of overlay.Warm: a page can set them back
	Trace    Trace             `json:"trace"`
}

// A Trace describes how a traced program is built.
type Trace struct {
	File   string `json:"file"`   // the name of an additional file of package main …
	Source string `json:"source"` // … and its content
	Flag   string `json:"flag"`   // of the linker
}

// madeFile is the file in which Make records what it made.
const madeFile = "made.json"

type made struct {
	Description string            `json:"description"` // the file
	Go          string            `json:"go"`
	Sum         string            `json:"sum"`     // of what is changed in Go's source
	Quality     int               `json:"quality"` // of brotli
	Files       map[string]string `json:"files"`   // by name: the SHA-256 of the file, in hex
}

// Whole reports whether Make has filled a folder, and all is there as it was written.
func Whole(fsys fs.FS) bool {
	_, ok := whole(fsys)
	return ok
}

func whole(fsys fs.FS) (m made, ok bool) {
	data, err := fs.ReadFile(fsys, madeFile)
	if err != nil || json.Unmarshal(data, &m) != nil || m.Files[m.Description] == "" {
		return m, false
	}
	for name, sum := range m.Files {
		if content, err := fs.ReadFile(fsys, name); err != nil || packed.Sum(content) != sum {
			return m, false
		}
	}
	return m, true
}

// A maker makes files in a folder.
type maker struct {
	dir    string
	env    []string // of the go command, beside its environment
	goroot string
	temp   string
	sum    string
	packer packed.Packer
	say    func(format string, args ...any)
}

// Make makes a toolchain of the installed Go in the folder dir, which has no other use.
// An existing one of the same release stays, if it is whole and at least as well compressed.
// The go command has env in its environment. say is called to report progress.
//
// Make takes about a minute, and some more at the best quality.
func Make(ctx context.Context, dir string, env []string, packer packed.Packer,
	say func(format string, args ...any)) error {
	version, err := gocmd.Go(ctx, "", nil, "env", "GOVERSION")
	if err != nil {
		return err
	}
	library, err := gocmd.Sum()
	if err != nil {
		return err
	}
	tools, err := overlay.ToolSum()
	if err != nil {
		return err
	}
	sum := library + tools
	if m, ok := whole(os.DirFS(dir)); ok && m.Go == version && m.Sum == sum && m.Quality >= packer.Quality {
		return nil
	}
	root, err := gocmd.Go(ctx, "", nil, "env", "GOROOT")
	if err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "tour-toolchain-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	m := &maker{dir: dir, env: env, goroot: root, temp: temp, sum: sum, packer: packer, say: say}
	d, err := m.files(ctx)
	if err != nil {
		return err
	}
	d.Go = version
	return m.finish(d)
}

// finish writes the description, and removes the files of an older toolchain.
func (m *maker) finish(d *Description) error {
	data, err := json.Marshal(d)
	if err != nil {
		return err
	}
	name := packed.Name("toolchain", "json", data)
	if err := packed.WriteFile(filepath.Join(m.dir, name), data); err != nil {
		return err
	}
	record := made{Description: name, Go: d.Go, Sum: m.sum, Quality: m.packer.Quality,
		Files: map[string]string{name: packed.Sum(data)}}
	for _, f := range d.Files {
		content, err := os.ReadFile(filepath.Join(m.dir, f.File+packed.Suffix))
		if err != nil {
			return err
		}
		record.Files[f.File+packed.Suffix] = packed.Sum(content)
	}
	if data, err = json.Marshal(record); err != nil {
		return err
	}
	if err := packed.WriteFile(filepath.Join(m.dir, madeFile), data); err != nil {
		return err
	}
	entries, err := os.ReadDir(m.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if _, ok := record.Files[e.Name()]; ok || e.Name() == madeFile {
			continue
		}
		if err := os.Remove(filepath.Join(m.dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// fileNames returns the names of all files but the description, without hashes, in the
// order of the description.
func fileNames() []string {
	names := []string{"compile.wasm", "link.wasm"}
	for _, pack := range packs {
		names = append(names, pack.name+"-types.pack", pack.name+"-objects.pack")
	}
	return append(names, "docs.json")
}

// bestFor returns the highest brotli quality for a file. Packages that only some programs
// import are two thirds of all bytes, and quality 11 takes twice the time of 10 to save 4
// %.
func bestFor(name string) int {
	if strings.HasSuffix(name, "-objects.pack") && !strings.HasPrefix(name, packs[0].name) {
		return 10
	}
	return 11
}

// files makes all files but the description. Finished ones are compressed while the go
// command makes the rest.
func (m *maker) files(ctx context.Context) (*Description, error) {
	names := fileNames()
	d := &Description{
		Trace: Trace{gocmd.TraceFile, gocmd.TraceSource, gocmd.TraceFlag},
		Files: make([]packed.File, len(names)),
	}
	compress, _ := errgroup.WithContext(ctx)
	compress.SetLimit(runtime.NumCPU())
	keep := func(name string, content []byte) {
		compress.Go(func() (err error) {
			packer := m.packer.With(min(m.packer.Quality, bestFor(name)))
			d.Files[slices.Index(names, name)], err = packer.Keep(m.dir, name, content)
			return err
		})
	}
	makers, ctx := errgroup.WithContext(ctx)
	makers.Go(func() (err error) {
		d.Packages, err = m.libraries(ctx, keep)
		return err
	})
	makers.Go(func() (err error) {
		d.Warm, err = m.tools(ctx, keep)
		return err
	})
	return d, errors.Join(makers.Wait(), compress.Wait())
}

// libraries makes the packs, calls keep with each file, and returns the pack of each
// package. The last pack is the largest, so it is made first.
func (m *maker) libraries(ctx context.Context, keep func(name string, content []byte)) (map[string]string, error) {
	packages, err := m.packages(ctx)
	if err != nil {
		return nil, err
	}
	for _, pack := range slices.Backward(packs) {
		for _, part := range []string{"objects", "types"} {
			content, err := packages.pack(pack.name, part)
			if err != nil {
				return nil, err
			}
			keep(pack.name+"-"+part+".pack", content)
		}
	}
	content, err := docs(packages.dirs)
	if err != nil {
		return nil, err
	}
	keep("docs.json", content)
	return packages.packs, nil
}
