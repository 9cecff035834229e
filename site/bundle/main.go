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

	"asynctour/site"
	"asynctour/site/python"
	"asynctour/wasm/packed"
)

// defaultQuality packs all in a few seconds.
const defaultQuality = 5

func main() {
	quality := flag.Int("q", defaultQuality, "brotli `quality`, 0 to 11: 11 takes a minute")
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

// compress writes the file's twin.
func compress(name string, quality int) error {
	content, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	compressed, err := packed.Compress(content, quality)
	if err != nil {
		return err
	}
	return packed.WriteFile(name+packed.Suffix, compressed)
}
