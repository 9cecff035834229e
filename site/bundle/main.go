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
	"runtime"
	"strings"

	"golang.org/x/sync/errgroup"

	"asynctour/site"
	"asynctour/site/python"
	"asynctour/wasm/packed"
)

// defaultQuality packs all in a few seconds.
const defaultQuality = 5

func main() {
	quality := flag.Int("q", defaultQuality, "brotli `quality`, 0 to 11: 11 takes a minute")
	flag.Parse()
	if err := run("site", packed.Packer{Quality: *quality, Cache: filepath.FromSlash(packed.CacheDir)}); err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

func run(dir string, packer packed.Packer) error {
	out := filepath.Join(dir, "dist")
	group := new(errgroup.Group)
	group.SetLimit(runtime.NumCPU())
	group.Go(func() error {
		from, to := filepath.Join(dir, "node_modules", "pyodide"), filepath.Join(out, site.PythonDir)
		if err := python.Pack(from, to, packer); err != nil {
			return fmt.Errorf("pack Python: %w", err)
		}
		return nil
	})
	if err := site.Bundle(dir, out, false); err != nil {
		return err
	}
	files, err := os.ReadDir(out)
	if err != nil {
		return err
	}
	for _, f := range files {
		if f.IsDir() || f.Name() == site.Manifest || strings.HasPrefix(f.Name(), ".") {
			continue
		}
		group.Go(func() error {
			if err := compress(filepath.Join(out, f.Name()), packer); err != nil {
				return fmt.Errorf("compress %s: %w", f.Name(), err)
			}
			return nil
		})
	}
	return group.Wait()
}

// compress writes the file's twin.
func compress(name string, packer packed.Packer) error {
	content, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	compressed, err := packer.Compress(content)
	if err != nil {
		return err
	}
	return packed.WriteFile(name+packed.Suffix, compressed)
}
