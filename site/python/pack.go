// Package python packs what pages run the asyncio originals with: Pyodide, which
// is CPython for browsers, from its npm package.
//
//	asm-1f0c….js       Emscripten's side of it
//	python-….wasm      the interpreter
//	stdlib-….zip       Python's standard library
//	python-….json      says which file is which, see Description
//	made.json          how, and from what, all this was made
//
// Names hold hashes of what they name. All but the two .json files lie there
// brotli-compressed only, with ".br" after their names.
//
// The folder tour beside this file is Python: by what clock, and on what event
// loop, the originals run in a page.
package python

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"asynctour/wasm/packed"
)

// madeFile is where Pack remembers what it made.
const madeFile = "made.json"

// A Description is the content of python-….json.
type Description struct {
	Lock  Lock          `json:"lock"`
	Files []packed.File `json:"files"` // what there is to load
}

// A Lock is Pyodide's list of further packages, of which there are none here.
type Lock struct {
	Info     json.RawMessage     `json:"info"` // what they would be built for
	Packages map[string]struct{} `json:"packages"`
}

// A made says what a folder was made of, and how.
type made struct {
	Description string `json:"description"` // the file
	From        string `json:"from"`        // the package's version
	Quality     int    `json:"quality"`     // of brotli
}

// Pack packs the npm package in the folder from into the folder to, which is all
// for it. What is there already, of the same version and no worse compressed, stays.
func Pack(from, to string, packer packed.Packer) error {
	var about struct{ Version string }
	if err := readJSON(filepath.Join(from, "package.json"), &about); err != nil {
		return err
	}
	var old made
	if readJSON(filepath.Join(to, madeFile), &old) == nil && old.From == about.Version &&
		old.Quality >= packer.Quality {
		return nil
	}
	if err := os.RemoveAll(to); err != nil {
		return err
	}
	if err := os.MkdirAll(to, 0o777); err != nil {
		return err
	}
	var lock struct{ Info json.RawMessage }
	if err := readJSON(filepath.Join(from, "pyodide-lock.json"), &lock); err != nil {
		return err
	}
	files, err := keepFiles(from, to, packer)
	if err != nil {
		return err
	}
	data, err := json.Marshal(Description{Lock: Lock{Info: lock.Info, Packages: map[string]struct{}{}}, Files: files})
	if err != nil {
		return err
	}
	name := packed.Name("python", "json", data)
	if err := packed.WriteFile(filepath.Join(to, name), data); err != nil {
		return err
	}
	record, err := json.Marshal(made{Description: name, From: about.Version, Quality: packer.Quality})
	if err != nil {
		return err
	}
	return packed.WriteFile(filepath.Join(to, madeFile), record)
}

// keepFiles packs the files that pages load.
func keepFiles(from, to string, packer packed.Packer) ([]packed.File, error) {
	sources := []struct{ name, file string }{
		{"asm.js", "pyodide.asm.mjs"},
		{"python.wasm", "pyodide.asm.wasm"},
		{"stdlib.zip", "python_stdlib.zip"},
	}
	files := make([]packed.File, len(sources))
	var group errgroup.Group
	for i, source := range sources {
		group.Go(func() error {
			content, err := os.ReadFile(filepath.Join(from, source.file))
			if err != nil {
				return err
			}
			if source.name == "stdlib.zip" {
				if content, err = unpacked(content); err != nil {
					return fmt.Errorf("%s: %w", source.file, err)
				}
			}
			files[i], err = packer.Keep(to, source.name, content)
			return err
		})
	}
	return files, group.Wait()
}

// unpacked returns the archive with its files uncompressed: brotli makes less of
// them than zip has, and Python reads them sooner.
func unpacked(archive []byte) ([]byte, error) {
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range r.File {
		src, err := f.Open()
		if err != nil {
			return nil, err
		}
		dst, err := w.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Store, Modified: f.Modified})
		if err != nil {
			return nil, err
		}
		if _, err := io.Copy(dst, src); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		src.Close()
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func readJSON(name string, value any) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, value); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}
