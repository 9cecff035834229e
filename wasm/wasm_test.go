package wasm

import (
	"bytes"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/brotli"
)

func TestOpen(t *testing.T) {
	var packed bytes.Buffer
	w := brotli.NewWriter(&packed)
	w.Write([]byte("a module"))
	w.Close()
	p, err := Open(fstest.MapFS{
		"manifest.json": {Data: []byte(`{
			"go": "go1.26.8",
			"js": {"gather/three-tasks": "three-tasks-12.wasm"},
			"wasi": {"gather/three-tasks": "gather-three-tasks-34.wasm", "gather/lost": "gather-lost-56.wasm"},
			"page": {"source": "source-78.wasm"}
		}`)},
		"wasi/gather-three-tasks-34.wasm.br": {Data: packed.Bytes()},
	})
	if err != nil {
		t.Fatal(err)
	}
	if p.Go() != "go1.26.8" {
		t.Errorf("got Go %q", p.Go())
	}
	if name, ok := p.JS("gather/three-tasks"); name != "three-tasks-12.wasm" || !ok {
		t.Errorf("JS: got %q, %v", name, ok)
	}
	if name, ok := p.JS("gather/none"); ok {
		t.Errorf("JS of no snippet: got %q", name)
	}
	module, err := p.WASI("gather/three-tasks")
	if err != nil || string(module) != "a module" {
		t.Errorf("WASI: got %q, %v", module, err)
	}
	for _, snippet := range []string{"gather/none", "gather/lost"} {
		if _, err := p.WASI(snippet); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("WASI(%q): got error %v, want fs.ErrNotExist", snippet, err)
		}
	}
}

func TestOpenNothing(t *testing.T) {
	_, err := Open(fstest.MapFS{".keep": {}})
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "go run ./wasm/pack") {
		t.Errorf("got error %v, want one that says what to do", err)
	}
}
