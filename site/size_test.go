package site

import (
	"bytes"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

// mostLoaded is how much a lesson may load before anybody comes near a program, in bytes, as brotli packs
// it best. With the lesson itself, of 8 to 14 KB, and the heads of some thirty responses it is below 150 KB.
const mostLoaded = 115_000

// staticImport matches the import of a chunk that is loaded with what imports it.
var staticImport = regexp.MustCompile(`(?:from|import)"\./([^"]+)"`)

// TestPageSize adds up what a lesson loads with its editors. Their languages and tools come later.
func TestPageSize(t *testing.T) {
	manifest, files := bundled(t, ".", t.TempDir())
	loaded := map[string]bool{manifest["main.css"]: true, manifest["head.js"]: true}
	var load func(name string)
	load = func(name string) {
		if loaded[name] {
			return
		}
		if _, ok := files[name]; !ok {
			t.Fatalf("there is no %s", name)
		}
		loaded[name] = true
		for _, match := range staticImport.FindAllStringSubmatch(files[name], -1) {
			load(match[1])
		}
	}
	load(manifest["main.js"])
	for name := range files {
		if strings.HasPrefix(name, "editor-") {
			load(name)
		}
	}
	total := 0
	for _, name := range slices.Sorted(maps.Keys(loaded)) {
		var packed bytes.Buffer
		w := brotli.NewWriterLevel(&packed, brotli.BestCompression)
		if _, err := w.Write([]byte(files[name])); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		t.Logf("%7d %s", packed.Len(), name)
		total += packed.Len()
	}
	if total > mostLoaded {
		t.Errorf("a lesson loads %d bytes, at most %d", total, mostLoaded)
	}
}
