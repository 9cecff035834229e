// Bundle bundles the site's scripts and styles into site/dist, each with a
// brotli-compressed twin beside it, and packs what runs Python into a folder
// there. It runs in the repository's root:
//
//	go run ./site/bundle [-q quality]
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/andybalholm/brotli"

	"asynctour/site"
	"asynctour/site/python"
)

func main() {
	quality := flag.Int("q", brotli.BestCompression, "brotli's `quality`, 0 to 11: the lower, the sooner")
	flag.Parse()
	if err := run("site", *quality); err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

func run(dir string, quality int) error {
	out := filepath.Join(dir, "dist")
	if err := site.Bundle(dir, out, false); err != nil {
		return err
	}
	if err := python.Pack(filepath.Join(dir, "node_modules", "pyodide"), filepath.Join(out, site.PythonDir), quality); err != nil {
		return fmt.Errorf("pack Python: %w", err)
	}
	files, err := os.ReadDir(out)
	if err != nil {
		return err
	}
	for _, f := range files {
		if f.IsDir() || f.Name() == site.Manifest || strings.HasPrefix(f.Name(), ".") {
			continue
		}
		if err := compress(filepath.Join(out, f.Name()), quality); err != nil {
			return fmt.Errorf("compress %s: %w", f.Name(), err)
		}
	}
	return nil
}

// compress writes the file's twin, name.br.
func compress(name string, quality int) error {
	content, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	twin, err := os.Create(name + ".br")
	if err != nil {
		return err
	}
	defer twin.Close()
	w := brotli.NewWriterLevel(twin, quality)
	if _, err := w.Write(content); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return twin.Close()
}
