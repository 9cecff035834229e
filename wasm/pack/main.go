// Program pack builds every snippet of the lessons, for the page and for the server's
// sandbox, and the programs of wasm/page. It writes them, compressed, to wasm/dist, which
// package wasm describes. Modules that have not changed are not built again. With
// -toolchain it makes Go's toolchain for the page too.
//
//	go run ./wasm/pack [-q quality] [-toolchain]
//
// It is run from within the repository and needs the go command.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"asynctour/wasm"
	"asynctour/wasm/packed"
	"asynctour/wasm/toolchain"
)

// Brotli's qualities: hello takes 0.1 s at the default one and 6 s at the best,
// which saves another eighth of its size.
const (
	defaultQuality = 5
	bestQuality    = 11
)

func main() {
	quality := flag.Int("q", defaultQuality, "brotli `quality` of what pages load, 0 to 11: 11 takes some minutes")
	withToolchain := flag.Bool("toolchain", false, "make the toolchain for the page too")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *quality, *withToolchain); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, quality int, withToolchain bool) error {
	if quality < 0 || quality > bestQuality {
		return fmt.Errorf("there is no brotli quality %d: it is 0 to %d", quality, bestQuality)
	}
	start := time.Now()
	root, err := moduleRoot(ctx)
	if err != nil {
		return err
	}
	version, err := goEnv(ctx, "GOVERSION")
	if err != nil {
		return err
	}
	packer := packed.Packer{Quality: quality, Cache: filepath.Join(root, filepath.FromSlash(packed.CacheDir))}
	dist := filepath.Join(root, "wasm", "dist")
	// At the same time: while one compiles, the other compresses.
	group, ctx := errgroup.WithContext(ctx)
	if withToolchain {
		group.Go(func() error {
			if err := toolchain.Make(ctx, filepath.Join(dist, wasm.ToolchainDir), nil, packer, say); err != nil {
				return fmt.Errorf("toolchain: %w", err)
			}
			return nil
		})
	}
	group.Go(func() error { return packModules(ctx, root, dist, version, packer) })
	if err := group.Wait(); err != nil {
		return err
	}
	say("packed in %v", time.Since(start).Round(10*time.Millisecond))
	return packer.Trim(start)
}

// packModules packs the snippets and the programs of pages into dist.
func packModules(ctx context.Context, root, dist, version string, packer packed.Packer) error {
	units, err := findUnits(ctx, root, version)
	if err != nil {
		return err
	}
	s, err := openStore(dist, packer)
	if err != nil {
		return err
	}
	stale := s.stale(units)
	say("%d of %d modules are to be packed", len(stale), len(units))
	if err := build(ctx, root, stale, s.put); err != nil {
		return err
	}
	goroot, err := goEnv(ctx, "GOROOT")
	if err != nil {
		return err
	}
	zones, err := s.putZones(goroot)
	if err != nil {
		return fmt.Errorf("time zones: %w", err)
	}
	return s.close(version, append(units, zones...))
}

func say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

func moduleRoot(ctx context.Context) (string, error) {
	gomod, err := goEnv(ctx, "GOMOD")
	if err != nil {
		return "", err
	}
	if gomod == "" || gomod == os.DevNull {
		return "", fmt.Errorf("run it from within the repository: there is no go.mod here")
	}
	return filepath.Dir(gomod), nil
}

// goEnv returns a variable of go env.
func goEnv(ctx context.Context, name string) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "env", name).Output()
	if err != nil {
		return "", fmt.Errorf("go env %s: %w", name, err)
	}
	return strings.TrimSpace(string(out)), nil
}
