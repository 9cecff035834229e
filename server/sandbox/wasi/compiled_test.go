package wasi

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"asynctour/server/fair"
	"asynctour/server/play"
	"asynctour/server/sandbox"
	"asynctour/server/sandbox/sandboxtest"
)

// exits is a module that exits with code 3: its function has so many local variables that the file of
// the compiled module is no short one.
var exits = []byte("\x00asm\x01\x00\x00\x00" +
	"\x01\x08\x02\x60\x01\x7f\x00\x60\x00\x00" + // types: func(i32), func()
	"\x02\x24\x01\x16wasi_snapshot_preview1\x09proc_exit\x00\x00" + // import
	"\x03\x02\x01\x01" + // functions
	"\x05\x03\x01\x00\x01" + // memory
	"\x07\x13\x02\x06memory\x02\x00\x06_start\x00\x01" + // exports
	"\x0a\x08\x01\x06\x00\x41\x03\x10\x00\x0b") // code

// runCached runs it as a snippet whose compiled module is kept in the folder cache, and returns what is logged.
func runCached(t *testing.T, cache string) (logged string) {
	t.Helper()
	var log bytes.Buffer
	published, err := NewPublished(t.Context(), cache, 64<<20, func(string) ([]byte, error) { return exits, nil },
		slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer published.Close(context.Background())
	in := play.NewInput(sandboxtest.Unhurried().Stdin)
	in.Close()
	facts, err := published.Snippet("x")(t.Context(), fair.Job{}, sandbox.Program{Clock: play.ClockVirtual}, in,
		func(sandbox.Chunk) {})
	if err != nil || facts.Code != 3 {
		t.Errorf("it ends with %+v, %v, want code 3", facts, err)
	}
	return log.String()
}

// kept returns the only file of a folder.
func kept(t *testing.T, cache string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(cache, "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("kept is %v, %v", files, err)
	}
	return files[0]
}

// TestDamagedCache damages a compiled module in all ways: it is compiled again, logged, and kept anew.
func TestDamagedCache(t *testing.T) {
	cache := filepath.Join(t.TempDir(), "compiled")
	if log := runCached(t, cache); log != "" {
		t.Errorf("the first time it logs %q", log)
	}
	file := kept(t, cache)
	whole := sandboxtest.Read(t, file)
	if log := runCached(t, cache); log != "" {
		t.Errorf("the second time it logs %q", log)
	}
	damage := func(name string, content []byte) {
		t.Helper()
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if log := runCached(t, cache); !strings.Contains(log, "compiled again") {
			t.Errorf("%s: it logs %q", name, log)
		}
		if again := sandboxtest.Read(t, kept(t, cache)); !bytes.Equal(again, whole) {
			t.Errorf("%s: what is kept anew has %d bytes, and had %d", name, len(again), len(whole))
		}
	}
	for n := 0; n < len(whole); n += 29 { // in the hash, the header, the offsets, the code
		damage("cut short", whole[:n])
		flipped := bytes.Clone(whole)
		flipped[n] ^= 0x10
		damage("one bit flipped", flipped)
	}
	damage("zeroed", make([]byte, len(whole)))
	damage("longer", append(bytes.Clone(whole), 0))
}

// TestUnreadableCache has folders and files in the way of what is kept.
func TestUnreadableCache(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		runCached(t, file)
		runCached(t, filepath.Join(file, "compiled"))
	}
	cache := filepath.Join(dir, "compiled")
	runCached(t, cache)
	path := kept(t, cache)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if log := runCached(t, cache); !strings.Contains(log, "cannot be read") {
		t.Errorf("with a folder in its place it logs %q", log)
	}
	if info, err := os.Stat(kept(t, cache)); err != nil || !info.Mode().IsRegular() {
		t.Errorf("the folder in its place has stayed: %v", err)
	}
}
