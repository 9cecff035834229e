// Package overlay makes the Go compiler and linker small enough for a page.
//
// The installed cmd/compile and cmd/link know every processor, object format and profile;
// the page builds programs for js/wasm alone. From the sources in a GOROOT this package
// writes copies without the rest, and the overlay file with which go build uses the
// copies:
//
//	GOOS=js GOARCH=wasm go build -overlay FILE -pgo=off -gcflags=cmd/compile/...=-l cmd/compile
//
// Without its profile the compiler is 5 % smaller, and without inlining in its own
// packages another 10 %, for a few per cent of a native build's time.
//
// The output of the two tools for js/wasm is, byte for byte, that of the stock ones. None
// of Go's source is kept here: each edit finds its declarations by name in the parsed
// file, and reports which one is missing if a release has moved it. A function that
// js/wasm cannot reach keeps its name and panics: a mistake of ours can stop a build, but
// cannot change its result.
//
// The copies are for GOARCH=wasm and compile -c=1 -dwarf=false, without profiles,
// coverage, sanitizers, -embedcfg, -json and -d=ssa/….
package overlay

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
)

// Make writes edited copies of files of goroot into dir and returns the overlay file for
// go build -overlay. The error names a declaration that has moved in this release; the
// caller then builds the stock tools.
func Make(goroot, dir string) (file string, err error) {
	return makeOverlay(goroot, dir, edits)
}

func makeOverlay(goroot, dir string, edits []func(*tree) error) (file string, err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	t := newTree(goroot)
	for _, edit := range edits {
		if err := edit(t); err != nil {
			return "", err
		}
	}
	replace, err := t.write(dir)
	if err != nil {
		return "", err
	}
	data, err := json.MarshalIndent(struct{ Replace map[string]string }{replace}, "", "\t")
	if err != nil {
		return "", err
	}
	file = filepath.Join(dir, "overlay.json")
	return file, os.WriteFile(file, data, 0o644)
}

//go:embed compile.go leave.go link.go regexp.go replace.go warm*.go
var toolSource embed.FS

// ToolSum returns a hash of what Make and Warm do.
func ToolSum() (string, error) {
	return sum(toolSource)
}

// sum returns a hash of the files of a folder.
func sum(folder embed.FS) (string, error) {
	h := sha256.New()
	files, err := folder.ReadDir(".")
	for _, file := range files {
		text, err := folder.ReadFile(file.Name())
		if err != nil {
			return "", err
		}
		h.Write(text)
	}
	return hex.EncodeToString(h.Sum(nil)[:6]), err
}

// edits are the changes that Make makes to a tree.
var edits = []func(*tree) error{
	compileMain,
	newConfig,
	opcodes,
	simd,
	intrinsics,
	s390xTypes,
	cgoPragmas,
	versionError,
	langFlag,
	files,
	boring,
	telemetry,
	linkMain,
	exportNames,
	cgoDirectives,
	leave,
}
