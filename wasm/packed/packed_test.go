package packed

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
)

func TestName(t *testing.T) {
	if got, want := Name("hello", "wasm", []byte("hello\n")), "hello-5891b5b522d5df08.wasm"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestCompress(t *testing.T) {
	content := bytes.Repeat([]byte("the same once more, "), 1000)
	for _, quality := range []int{0, 11} {
		small, err := Packer{Quality: quality}.Compress(content)
		if err != nil || len(small) > len(content)/10 {
			t.Fatalf("quality %d: %d bytes, %v", quality, len(small), err)
		}
		if got, err := io.ReadAll(brotli.NewReader(bytes.NewReader(small))); err != nil || !bytes.Equal(got, content) {
			t.Errorf("quality %d: another content comes out, %v", quality, err)
		}
	}
}

// TestCache compresses a content once for each quality, and removes results that are not
// used any more.
func TestCache(t *testing.T) {
	p := Packer{Quality: 5, Cache: filepath.Join(t.TempDir(), "cache")}
	content := bytes.Repeat([]byte("the same once more, "), 1000)
	entries := func() []os.DirEntry {
		t.Helper()
		entries, err := os.ReadDir(p.Cache)
		if err != nil {
			t.Fatal(err)
		}
		return entries
	}
	small, err := p.Compress(content)
	if err != nil || len(entries()) != 1 {
		t.Fatalf("%d files are kept, %v", len(entries()), err)
	}
	kept := filepath.Join(p.Cache, entries()[0].Name())
	if err := os.WriteFile(kept, []byte("from the cache"), 0o666); err != nil {
		t.Fatal(err)
	}
	if got, err := p.Compress(content); err != nil || string(got) != "from the cache" {
		t.Errorf("what is kept is not used: %q, %v", got, err)
	}
	if got, err := p.With(6).Compress(content); err != nil || len(got) > len(small) || len(entries()) != 2 {
		t.Errorf("another quality: %d bytes, %d files, %v", len(got), len(entries()), err)
	}
	old := time.Now().Add(-unusedFor)
	if err := os.Chtimes(kept, old, old); err != nil {
		t.Fatal(err)
	}
	if err := p.Trim(time.Now()); err != nil || len(entries()) != 1 {
		t.Errorf("%d files are left, %v", len(entries()), err)
	}
	if err := (Packer{Cache: filepath.Join(p.Cache, "none")}).Trim(time.Now()); err != nil {
		t.Errorf("no cache: %v", err)
	}
}

func TestKeep(t *testing.T) {
	dir := t.TempDir()
	content := []byte("hello\n")
	f, err := Packer{Quality: 5}.Keep(dir, "hello.wasm", content)
	if err != nil || f.Name != "hello" || f.File != Name("hello", "wasm", content) || f.Size != len(content) || f.SHA256 != Sum(content) {
		t.Errorf("got %+v, %v", f, err)
	}
	if kept, err := os.ReadFile(filepath.Join(dir, f.File+Suffix)); err != nil || len(kept) != f.Packed {
		t.Errorf("%d bytes are kept, want %d, %v", len(kept), f.Packed, err)
	}
}

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a")
	for _, want := range []string{"long content", "short"} {
		if err := WriteFile(name, []byte(want)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(name); err != nil || string(got) != want {
			t.Errorf("got %q, %v", got, err)
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("%d files are left, %v", len(entries), err)
	}
	if err := WriteFile(filepath.Join(dir, "none", "a"), nil); err == nil {
		t.Error("a file is written into a folder that is not there")
	}
}
