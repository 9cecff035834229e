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

// Tracer is the package, among those of Packages, that traces a program which
// imports it. No reader's file can.
const Tracer = "snippet/internal/tracer"

// A program that is to be traced has one more file, whose name no reader's file
// has, and is linked with one more flag: the tracer reaches into the runtime.
const (
	TraceFile   = "tour-trace.go"
	TraceSource = "package main\n\nimport _ \"" + Tracer + "\"\n"
	TraceFlag   = "-checklinkname=0"
)

//go:embed tracer
var tracer embed.FS

// Sum returns a hash of the Tracer's source and of what is changed in the library, for the names of what holds them.
func Sum() (string, error) {
	h := sha256.New()
	err := fs.WalkDir(tracer, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		source, err := tracer.ReadFile(path)
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

// writeTracer puts the tracer's source into the module in dir.
func writeTracer(dir string) error {
	internal := filepath.Join(dir, "internal")
	if err := os.Mkdir(internal, 0o777); err != nil {
		return err
	}
	return os.CopyFS(internal, tracer)
}
