package build

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strings"
	"time"

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

// preparePause is how long archives that could not be made are not made again, at the least.
const preparePause = time.Second

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
// a minute; later it takes as long as to read them.
func prepare(ctx context.Context, cache *Cache, version string, target Target) (*toolchain, error) {
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
	name := fmt.Sprintf("std-%s-%s-sync%s-%s", version, strings.ReplaceAll(string(target), "/", "-"),
		gocmd.SyncVersion, sum)
	if err := cache.find(ctx, t, name, flags...); err != nil {
		return nil, err
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
