package build

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"asynctour/server/sweep"
	"asynctour/wasm/gocmd"
)

// A Cache is where the archives of Builders lie: the folder Dir, or, while that cannot be
// written to, a temporary one, which Close removes. Its methods may be called from several
// goroutines.
type Cache struct {
	Dir string

	mu    sync.Mutex
	spare string   // "" while there is none
	lock  *os.File // of spare, where folders are locked
}

// Spare returns the temporary folder.
func (c *Cache) Spare() (dir string, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, err := os.Stat(c.spare); c.spare != "" && err == nil {
		return c.spare, nil
	}
	c.remove() // the lock of one that somebody has deleted
	c.spare, c.lock, err = sweep.Folder(os.TempDir())
	return c.spare, err
}

// Close removes the temporary folder, if there is one.
func (c *Cache) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.remove()
}

func (c *Cache) remove() error {
	if c.spare == "" {
		return nil
	}
	if c.lock != nil {
		c.lock.Close()
	}
	err := os.RemoveAll(c.spare)
	c.spare, c.lock = "", nil
	return err
}

// A place is a folder in which archives may lie, and the environment in which the go
// command makes them.
type place struct {
	dir string
	env []string
}

// find has t use archives that lie in the cache, or in its temporary folder, in a folder name;
// if there are none it makes them, in the cache if it can. flags are for go list.
func (c *Cache) find(ctx context.Context, t *toolchain, name string, flags ...string) error {
	dir, err := filepath.Abs(c.Dir) // tools run in folders of their own, and importcfg names files
	if err != nil {
		return err
	}
	t.importcfg = filepath.Join(dir, name, "importcfg")
	if t.whole() {
		return nil
	}
	err = t.make(ctx, place{dir: dir}, flags)
	if errors.Is(err, errDamaged) { // which is gone now
		err = t.make(ctx, place{dir: dir}, flags)
	}
	if err == nil || ctx.Err() != nil {
		return err
	}
	spare, spareErr := c.Spare()
	if spareErr != nil {
		return errors.New(firstLine(err) + "; " + firstLine(spareErr))
	}
	t.importcfg = filepath.Join(spare, name, "importcfg")
	if t.whole() {
		return nil
	}
	// The go command's own cache may be what cannot be written to, or is damaged.
	for _, env := range [][]string{nil, {"GOCACHE=" + filepath.Join(spare, "go-build")}} {
		if spareErr = t.make(ctx, place{spare, env}, flags); spareErr == nil || ctx.Err() != nil {
			return spareErr
		}
	}
	os.RemoveAll(filepath.Join(spare, "go-build"))
	return errors.New(firstLine(err) + "; " + firstLine(spareErr))
}

// firstLine returns what an error says first: of all packages the go command says that there is no room for it.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// make makes the archives of t, in the folder beneath p that t.importcfg names.
func (t *toolchain) make(ctx context.Context, p place, flags []string) error {
	if err := os.MkdirAll(p.dir, 0o755); err != nil {
		return err
	}
	made, err := os.MkdirTemp(p.dir, "std-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(made)
	final := filepath.Dir(t.importcfg)
	env := append(p.env[:len(p.env):len(p.env)], "GOTMPDIR="+made) // the temporary folder may have no room
	if err := archives(ctx, made, final, env, t.goos, t.goarch, flags...); err != nil {
		return fmt.Errorf("prepare archives for %s/%s: %w", t.goos, t.goarch, err)
	}
	if t.whole() {
		return nil // another process has been as far
	}
	if err := os.RemoveAll(final); err != nil {
		return err
	}
	if err := os.Rename(made, final); err != nil && !t.whole() {
		return err
	}
	return nil
}

// whole reports whether the archives are as they were made: the name of each is the hash of
// its content.
func (t *toolchain) whole() bool {
	list, ok := t.listed()
	if !ok {
		return false
	}
	for lines := bufio.NewScanner(bytes.NewReader(list)); lines.Scan(); {
		_, path, _ := strings.Cut(lines.Text(), "=")
		if sum, err := sumOf(path); err != nil || sum+".a" != filepath.Base(path) {
			return false
		}
	}
	return true
}

// listed returns what importcfg lists, ok whether it is as it was made: it begins with a comment
// that has the hash of the rest.
func (t *toolchain) listed() (list []byte, ok bool) {
	config, err := os.ReadFile(t.importcfg)
	if err != nil {
		return nil, false
	}
	first, list, _ := bytes.Cut(config, []byte("\n"))
	return list, string(first) == checksum(list)
}

// checksum returns the first line of an importcfg, for the rest of it.
func checksum(rest []byte) string {
	sum := sha256.Sum256(rest)
	return "# " + hex.EncodeToString(sum[:])
}

// sumOf returns the hash of a file's content, in hex.
func sumOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// archives fills the folder dir with the archives of all packages that a program
// may import and an importcfg that names them as files of the folder final. The go command
// has env in its environment; flags are for go list.
func archives(ctx context.Context, dir, final string, env []string, goos, goarch string, flags ...string) error {
	packages, err := gocmd.Packages(ctx, dir, env, goos, goarch, flags...)
	if err != nil {
		return err
	}
	var config bytes.Buffer
	var damaged error
	for _, p := range packages {
		if p.Export == "" {
			continue
		}
		sum, err := sumOf(p.Export)
		if err != nil {
			return err
		}
		// A file of the go command's cache has the hash of its content in its name too. The go
		// command looks at the size alone; without the file it compiles the package again.
		if of, ok := strings.CutSuffix(filepath.Base(p.Export), "-d"); ok && len(of) == len(sum) && of != sum {
			damaged = fmt.Errorf("%w: %s", errDamaged, p.Export)
			if err := os.Remove(p.Export); err != nil {
				return errors.Join(damaged, err)
			}
			continue
		}
		name := filepath.Join(dir, sum+".a")
		if err := linkOrCopy(p.Export, name); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
		fmt.Fprintf(&config, "packagefile %s=%s\n", p.ImportPath, filepath.Join(final, sum+".a"))
	}
	if damaged != nil {
		return damaged
	}
	return os.WriteFile(filepath.Join(dir, "importcfg"),
		append([]byte(checksum(config.Bytes())+"\n"), config.Bytes()...), 0o644)
}

// errDamaged is the error for archives in the go command's cache that were not as they had been written.
var errDamaged = errors.New("a file of the go command's cache was damaged")

// linkOrCopy puts the file from at to, so that it outlives go's build cache.
func linkOrCopy(from, to string) error {
	if err := os.Link(from, to); err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o644)
}
