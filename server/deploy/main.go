// Deploy writes the archives of a release: the tour for each system, with its licence and a
// README.txt, and the sums of all archives.
//
//	go run ./server/deploy
//
// It runs in the folder of the repository, after all has been packed that the tour embeds:
// "make release" does both. The same commit makes the same bytes, with the same release of Go:
// archives have the time of the commit, and no user.
package main

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// out is the folder of the archives, which has nothing else in it.
const out = "bin/release"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	for _, made := range []string{"site/dist/manifest.json", "site/dist/python/made.json", "wasm/dist/manifest.json",
		"wasm/dist/toolchain/made.json"} {
		if _, err := os.Stat(filepath.FromSlash(made)); err != nil {
			return fmt.Errorf("not all is packed yet, which make release does: %w", err)
		}
	}
	r, err := ofCommit(ctx)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	sums, err := r.write(ctx, out, systems)
	if err != nil {
		return err
	}
	fmt.Printf("tour %s is in %s:\n%s", r.version, out, sums)
	return nil
}

// A system is what a tour is built for.
type system struct {
	name         string // in the name of an archive
	goos, goarch string
}

var systems = []system{
	{"linux-amd64", "linux", "amd64"}, {"linux-arm64", "linux", "arm64"},
	{"macos-amd64", "darwin", "amd64"}, {"macos-arm64", "darwin", "arm64"},
	{"windows-amd64", "windows", "amd64"}, {"windows-arm64", "windows", "arm64"},
}

// A release is what archives are made of.
type release struct {
	version string
	time    time.Time // of the commit
	program string    // the package that is built
	licence string    // a file
}

//go:embed README.txt
var readme []byte

// ofCommit returns the release that the checked out commit makes.
func ofCommit(ctx context.Context) (release, error) {
	version, err := git(ctx, "describe", "--tags", "--always", "--dirty=-changed")
	if err != nil {
		return release{}, err
	}
	at, err := git(ctx, "log", "-1", "--format=%ct")
	if err != nil {
		return release{}, err
	}
	seconds, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return release{}, err
	}
	return release{version, time.Unix(seconds, 0).UTC(), "./server", "LICENSE"}, nil
}

func git(ctx context.Context, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, "git", args...).Output()
	if err != nil {
		return "", fmt.Errorf("a release is made of a commit: git %s: %w", args[0], err)
	}
	return strings.TrimSpace(string(out)), nil
}

// write builds the program for all systems, and writes an archive of each into the folder dir,
// and a file with their sums, which it returns.
func (r release) write(ctx context.Context, dir string, systems []system) (sums string, err error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return "", err
	}
	for _, s := range systems {
		pack := tarball
		if s.goos == "windows" {
			pack = zipped
		}
		files, err := r.files(ctx, s)
		if err != nil {
			return "", err
		}
		folder := "tour-" + r.version + "-" + s.name
		archive, extension, err := pack(folder, r.time, files)
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(dir, folder+extension), archive, 0o666); err != nil {
			return "", err
		}
		sums += fmt.Sprintf("%x  %s\n", sha256.Sum256(archive), folder+extension)
	}
	return sums, os.WriteFile(filepath.Join(dir, "SHA256SUMS"), []byte(sums), 0o666)
}

// files builds the program for a system, and returns what its archive has.
func (r release) files(ctx context.Context, s system) (files []file, err error) {
	licence, err := os.ReadFile(r.licence)
	if err != nil {
		return nil, err
	}
	temp, err := os.MkdirTemp("", "tour-release-*")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	name := "tour"
	if s.goos == "windows" {
		name = "tour.exe"
	}
	binary, err := r.build(ctx, s, filepath.Join(temp, name))
	if err != nil {
		return nil, err
	}
	return []file{{name, binary, 0o755}, {"README.txt", readme, 0o644}, {"LICENSE", licence, 0o644}}, nil
}

// build returns the program for a system, which lies at path for a while. It requires nothing of
// a system but its kernel.
func (r release) build(ctx context.Context, s system, path string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false",
		"-ldflags=-s -w -X main.version="+r.version, "-o", path, r.program)
	cmd.Env = append(os.Environ(), "GOOS="+s.goos, "GOARCH="+s.goarch, "CGO_ENABLED=0", "GOFLAGS=")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("go build for %s: %w", s.name, err)
	}
	return os.ReadFile(path)
}
