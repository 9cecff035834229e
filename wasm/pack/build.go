package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"

	"golang.org/x/sync/errgroup"

	"asynctour/wasm/gocmd"
)

// buildFlags make a module small (-s -w: traces and panics keep their lines) and
// reproducible in any folder and at any commit.
var buildFlags = [...]string{"-trimpath", "-buildvcs=false", "-ldflags=-s -w"}

// build builds units, as many at a time as there are processors, and calls put with each
// module.
func build(ctx context.Context, root string, units []unit, put func(unit, []byte) error) error {
	temp, err := os.MkdirTemp("", "tour-pack-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	library, err := gocmd.Library(ctx, filepath.Join(temp, "library"))
	if err != nil {
		return err
	}
	for i, batch := range batches(units) {
		out := filepath.Join(temp, fmt.Sprint(i))
		if err := goBuild(ctx, root, out, batch, library); err != nil {
			return err
		}
		group, _ := errgroup.WithContext(ctx)
		group.SetLimit(runtime.NumCPU())
		for _, u := range batch {
			group.Go(func() error {
				module, err := os.ReadFile(filepath.Join(out, path.Base(u.Package)))
				if err != nil {
					return err
				}
				return put(u, module)
			})
		}
		if err := group.Wait(); err != nil {
			return err
		}
	}
	return nil
}

// batches divides units into as few lists as possible. The units of a list are for the
// same system, and their packages differ in the last element, by which go build names its
// outputs.
func batches(units []unit) [][]unit {
	var lists [][]unit
	var names []map[string]bool // of each list: its last elements
	for _, u := range units {
		name := path.Base(u.Package)
		i := 0
		for i < len(lists) && (lists[i][0].GOOS != u.GOOS || names[i][name]) {
			i++
		}
		if i == len(lists) {
			lists = append(lists, nil)
			names = append(names, map[string]bool{})
		}
		lists[i] = append(lists[i], u)
		names[i][name] = true
	}
	return lists
}

// goBuild builds a batch into the folder out. library is a flag, of gocmd.Library.
func goBuild(ctx context.Context, root, out string, batch []unit, library string) error {
	if err := os.Mkdir(out, 0o777); err != nil {
		return err
	}
	args := append([]string{"build"}, buildFlags[:]...)
	args = append(args, library, "-o", out+string(filepath.Separator))
	for _, u := range batch {
		args = append(args, u.Package)
	}
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOOS="+batch[0].GOOS, "GOARCH=wasm", "GOWASM=", "GOFLAGS=")
	cmd.Stderr = os.Stderr
	gocmd.Interruptible(cmd)
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("go build for %s: %w", batch[0].GOOS, err)
	}
	return nil
}
