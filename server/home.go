package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"asynctour/wasm/gocmd"
)

// settle has the go command, as far as it has no home here, keep its files in the folder cache: a
// container or an init script may have no HOME, or one that cannot be written to. It is for
// this process, and for those that it starts.
func settle(ctx context.Context, cache string) error {
	folders, err := gocmd.Go(ctx, "", nil, "env", "GOCACHE", "GOMODCACHE")
	if err != nil {
		return nil // there is no go command, which others report
	}
	if cache, err = filepath.Abs(cache); err != nil {
		return err
	}
	built, modules, _ := strings.Cut(folders, "\n")
	if !usable(built) {
		if err := os.Setenv("GOCACHE", filepath.Join(cache, "go-build")); err != nil {
			return err
		}
	}
	if _, err := os.Stat(filepath.Join(modules, "golang.org/x/sync@"+gocmd.SyncVersion)); err != nil && !usable(modules) {
		return os.Setenv("GOMODCACHE", filepath.Join(cache, "go-mod"))
	}
	return nil
}

// usable reports whether a folder can be written to, and makes it if need be.
func usable(dir string) bool {
	if !filepath.IsAbs(dir) || os.MkdirAll(dir, 0o777) != nil {
		return false
	}
	f, err := os.CreateTemp(dir, "tour-*")
	if err != nil {
		return false
	}
	f.Close()
	return os.Remove(f.Name()) == nil
}
