package gocmd

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
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

// TracerSum returns a hash of the Tracer's source, for the names of what holds it.
func TracerSum() (string, error) {
	h := sha256.New()
	err := fs.WalkDir(tracer, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		source, err := tracer.ReadFile(path)
		h.Write(source)
		return err
	})
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
