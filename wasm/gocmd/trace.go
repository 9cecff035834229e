package gocmd

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"

	"asynctour/wasm/overlay"
)

// Tracer is a package, one of those of Packages, that traces the program that imports it.
// A reader's file cannot import it.
const Tracer = "snippet/internal/tracer"

// A traced program has one more file, with a name that no reader's file can have, and is
// linked with one more flag, since the tracer uses go:linkname.
const (
	TraceFile   = "tour-trace.go"
	TraceSource = "package main\n\nimport _ \"" + Tracer + "\"\n"
	TraceFlag   = "-checklinkname=0"
)

// Checks is a package likewise that runs the checks of an exercise. What has it is linked
// with TraceFlag too.
const Checks = "snippet/internal/checks"

//go:embed checks tracer
var linked embed.FS

// Sum returns a hash of the source of Tracer and Checks and of what is changed in the library, for the names of what
// holds them.
func Sum() (string, error) {
	h := sha256.New()
	err := fs.WalkDir(linked, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		source, err := linked.ReadFile(path)
		h.Write(source)
		return err
	})
	if err != nil {
		return "", err
	}
	library, err := overlay.LibrarySum()
	h.Write([]byte(library))
	return hex.EncodeToString(h.Sum(nil)[:6]), err
}

// writeLinked writes the source of Tracer and Checks into the module in dir.
func writeLinked(dir string) error {
	internal := filepath.Join(dir, "internal")
	if err := os.Mkdir(internal, 0o777); err != nil {
		return err
	}
	return os.CopyFS(internal, linked)
}
