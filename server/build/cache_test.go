package build

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"asynctour/server/fair"
	"asynctour/server/needs"
	"asynctour/server/play"
)

// sharedTools returns the toolchain that all tests share, whose archives a test must not touch.
func sharedTools(t *testing.T) *toolchain {
	t.Helper()
	tools, err := prepare(t.Context(), &Cache{Dir: needs.Cache(t)}, runtime.Version(), WASI)
	if err != nil {
		t.Fatal(err)
	}
	return tools
}

// copied returns a cache of the test's own, with an importcfg that names the shared archives, or copies of those in
// own, by package; and the paths of both.
func copied(t *testing.T, own ...string) (cache *Cache, importcfg string, copies map[string]string) {
	t.Helper()
	shared := sharedTools(t)
	cache, copies = &Cache{Dir: t.TempDir()}, map[string]string{}
	t.Cleanup(func() { cache.Close() })
	folder := filepath.Join(cache.Dir, filepath.Base(filepath.Dir(shared.importcfg)))
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	config := read(t, shared.importcfg)
	_, rest, _ := strings.Cut(config, "\n")
	for _, pkg := range own {
		_, line, _ := strings.Cut(rest, "packagefile "+pkg+"=")
		path, _, _ := strings.Cut(line, "\n")
		copies[pkg] = filepath.Join(folder, filepath.Base(path))
		put(t, copies[pkg], read(t, path))
		rest = strings.ReplaceAll(rest, "="+path+"\n", "="+copies[pkg]+"\n")
	}
	importcfg = filepath.Join(folder, "importcfg")
	put(t, importcfg, checksum([]byte(rest))+"\n"+rest)
	return cache, importcfg, copies
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

const prints = "import \"fmt\"\n\nfunc main() { fmt.Println(1) }\n"

// damages are what becomes of archives.
var damages = []struct {
	name string
	do   func(t *testing.T, importcfg, archive string)
}{
	{"archive cut short", func(t *testing.T, _, archive string) { put(t, archive, read(t, archive)[:1000]) }},
	{"archive zeroed", func(t *testing.T, _, archive string) {
		put(t, archive, strings.Repeat("\x00", len(read(t, archive))))
	}},
	{"importcfg cut short", func(t *testing.T, importcfg, _ string) { put(t, importcfg, read(t, importcfg)[:1000]) }},
	{"cache gone", func(t *testing.T, importcfg, _ string) {
		if err := os.RemoveAll(filepath.Dir(filepath.Dir(importcfg))); err != nil {
			t.Fatal(err)
		}
	}},
}

// TestDamagedArchives damages what a Builder has found, before it is used and after, by turns where the whole is not
// asked for, and what a build has then: archives that are made anew.
func TestDamagedArchives(t *testing.T) {
	for turn, damage := range damages {
		t.Run(damage.name, func(t *testing.T) {
			limits := play.DefaultLimits()
			limits.BuildTime = testBuilder(t, WASI, nil).limits.BuildTime
			for n, when := range []string{"before", "after"} {
				if !needs.Turn(turn, n, 2) {
					continue
				}
				cache, importcfg, copies := copied(t, "fmt")
				b := New(t.Context(), cache, runtime.Version(), WASI, limits)
				if when == "after" {
					if err := b.Prepare(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				damage.do(t, importcfg, copies["fmt"])
				if _, items, err := b.Build(t.Context(), fair.Job{}, program(prints)); err != nil {
					t.Errorf("damaged %s the first build: %v, %v", when, items, err)
				}
				tools, err := b.tools.Get(t.Context())
				if err != nil || tools.importcfg != importcfg || !tools.whole() {
					t.Errorf("damaged %s the first build: %+v, %v; want whole ones in %s", when, tools, err, importcfg)
				}
			}
		})
	}
}

// TestSpare makes archives where the cache folder cannot be written to: a file is in its place.
func TestSpare(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	put(t, file, "")
	for _, dir := range []string{file, filepath.Join(file, "cache")} {
		cache := &Cache{Dir: dir}
		b := New(t.Context(), cache, runtime.Version(), WASI, testBuilder(t, WASI, nil).limits)
		if _, items, err := b.Build(t.Context(), fair.Job{}, program(prints)); err != nil {
			t.Errorf("%s: %v, %v", dir, items, err)
		}
		spare := cache.spare
		if err := cache.Close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(spare); spare == "" || !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the temporary folder %q: %v", spare, err)
		}
	}
}

// TestRetry builds with archives that could not be made at first.
func TestRetry(t *testing.T) {
	shared := sharedTools(t)
	file := filepath.Join(t.TempDir(), "file")
	put(t, file, "")
	t.Setenv("TMPDIR", file) // which has no room for others
	cache := &Cache{Dir: filepath.Join(file, "cache")}
	defer cache.Close()
	b := New(t.Context(), cache, runtime.Version(), WASI, testBuilder(t, WASI, nil).limits)
	if _, _, err := b.Build(t.Context(), fair.Job{}, program(prints)); err == nil {
		t.Fatal("there were archives")
	}
	if b.Err() == nil {
		t.Error("nothing is known of that")
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(cache.Dir, 0o755); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Dir(shared.importcfg)
	if err := os.Symlink(folder, filepath.Join(cache.Dir, filepath.Base(folder))); err != nil {
		t.Fatal(err)
	}
	for err := errors.New("not yet"); err != nil && !t.Failed(); {
		_, _, err = b.Build(t.Context(), fair.Job{}, program(prints))
	}
}

// TestRoom builds where the temporary folder has no room: in the cache folder.
func TestRoom(t *testing.T) {
	cache, _, _ := copied(t)
	b := New(t.Context(), cache, runtime.Version(), WASI, testBuilder(t, WASI, nil).limits)
	if err := b.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "file")
	put(t, file, "")
	t.Setenv("TMPDIR", file)
	if _, items, err := b.Build(t.Context(), fair.Job{}, program(prints)); err != nil {
		t.Error(items, err)
	}
	if left, err := filepath.Glob(filepath.Join(cache.Dir, "tour-build-*")); err != nil || len(left) > 0 {
		t.Errorf("left is %v, %v", left, err)
	}
}
