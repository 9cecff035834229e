package packed

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

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
		small, err := Compress(content, quality)
		if err != nil || len(small) > len(content)/10 {
			t.Fatalf("quality %d: %d bytes, %v", quality, len(small), err)
		}
		if got, err := io.ReadAll(brotli.NewReader(bytes.NewReader(small))); err != nil || !bytes.Equal(got, content) {
			t.Errorf("quality %d: another content comes out, %v", quality, err)
		}
	}
}

func TestKeep(t *testing.T) {
	dir := t.TempDir()
	content := []byte("hello\n")
	f, err := Keep(dir, "hello.wasm", content, 5)
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
