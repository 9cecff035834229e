package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"asynctour/wasm/gocmd"
)

// A Target is what a program is built for, as GOOS/GOARCH.
type Target string

// The targets.
const (
	JS     Target = "js/wasm"                                   // the page
	WASI   Target = "wasip1/wasm"                               // the wasi sandbox
	Native        = Target(runtime.GOOS + "/" + runtime.GOARCH) // the gVisor sandbox
	Race          = Native + withRace                           // the same, with the race detector: static too
)

// withRace ends a Target for programs with the race detector.
const withRace = "+race"

// A toolchain is the installed Go's compiler and linker, and the archives of
// the packages that a program may import, for one target.
type toolchain struct {
	compile, link string // the tools' paths
	goos, goarch  string
	importcfg     string // a file that says where each package's archive is
	cc            string // the path of a C compiler, which links what has the race detector; "" where programs have not
}

// ErrNoToolchain says that there is no Go on this machine that could build what
// the rest of the tour can run.
var ErrNoToolchain = errors.New("no Go toolchain")

// Installed reports, as an error, why the go command cannot build what the rest of the tour can
// run: ErrNoToolchain where there is none of the release version, "go1.26.8".
func Installed(ctx context.Context, version string) error {
	installed, err := gocmd.Go(ctx, "", nil, "env", "GOVERSION")
	if errors.Is(err, gocmd.ErrNone) {
		return fmt.Errorf("%w: %w", ErrNoToolchain, err)
	}
	if err != nil {
		return err
	}
	if installed != version {
		return fmt.Errorf("%w: this is %s, and the tour was built with %s", ErrNoToolchain, installed, version)
	}
	return nil
}

// prepare returns a toolchain of the release version, "go1.26.8", whose archives
// are in a folder beneath cache. The first time it has the go command compile them, which takes the better part of
// a minute; later it takes some milliseconds.
func prepare(ctx context.Context, cache, version string, target Target) (*toolchain, error) {
	err := Installed(ctx, version)
	if err != nil {
		return nil, err
	}
	t := &toolchain{}
	platform, race := strings.CutSuffix(string(target), withRace)
	t.goos, t.goarch, _ = strings.Cut(platform, "/")
	var flags []string
	if race {
		if t.cc, err = findC(ctx); err != nil {
			return nil, err
		}
		// The rest of the library can do without C.
		flags = []string{"-race", "-tags=netgo,osusergo"}
	}
	for tool, path := range map[string]*string{"compile": &t.compile, "link": &t.link} {
		out, err := gocmd.Go(ctx, "", nil, "tool", "-n", tool)
		if err != nil {
			return nil, err
		}
		*path = out
	}
	sum, err := gocmd.Sum()
	if err != nil {
		return nil, err
	}
	// Tools run in folders of their own, and importcfg names files.
	if cache, err = filepath.Abs(cache); err != nil {
		return nil, err
	}
	dir := filepath.Join(cache, fmt.Sprintf("std-%s-%s-sync%s-%s", version,
		strings.ReplaceAll(string(target), "/", "-"), gocmd.SyncVersion, sum))
	t.importcfg = filepath.Join(dir, "importcfg")
	if _, err := os.Stat(t.importcfg); err == nil {
		return t, nil
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return nil, err
	}
	made, err := os.MkdirTemp(cache, "std-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(made)
	if err := archives(ctx, made, dir, t.goos, t.goarch, flags...); err != nil {
		return nil, fmt.Errorf("prepare archives for %s: %w", target, err)
	}
	// Another process may have been as far: one of the two renames holds.
	if err := os.Rename(made, dir); err != nil {
		if _, statErr := os.Stat(t.importcfg); statErr != nil {
			return nil, err
		}
	}
	return t, nil
}

// findC returns the path of the C compiler that the go command would use.
func findC(ctx context.Context) (string, error) {
	cc, err := gocmd.Go(ctx, "", nil, "env", "CC")
	if err != nil {
		return "", err
	}
	path, err := exec.LookPath(cc)
	if err != nil {
		return "", fmt.Errorf("no C compiler, without which there is no race detector: %w", err)
	}
	return path, nil
}

// archives fills the folder dir with the archives of all packages that a program
// may import and an importcfg that names them as files of the folder final. flags
// are for go list.
func archives(ctx context.Context, dir, final, goos, goarch string, flags ...string) error {
	packages, err := gocmd.Packages(ctx, dir, goos, goarch, flags...)
	if err != nil {
		return err
	}
	var config bytes.Buffer
	for n, p := range packages {
		if p.Export == "" {
			continue
		}
		name := fmt.Sprintf("%d.a", n)
		if err := linkOrCopy(p.Export, filepath.Join(dir, name)); err != nil {
			return err
		}
		fmt.Fprintf(&config, "packagefile %s=%s\n", p.ImportPath, filepath.Join(final, name))
	}
	return os.WriteFile(filepath.Join(dir, "importcfg"), config.Bytes(), 0o644)
}

// linkOrCopy puts the file from at to, so that it outlives go's build cache.
func linkOrCopy(from, to string) error {
	if os.Link(from, to) == nil {
		return nil
	}
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o644)
}
