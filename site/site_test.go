package site

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The texts of both languages have the same keys, none of them empty.
func TestTexts(t *testing.T) {
	read := func(file string) map[string]string {
		data, err := fs.ReadFile(FS, file)
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]string
		if err := json.Unmarshal(data, &texts); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for key, text := range texts {
			if text == "" {
				t.Errorf("%s: %q is empty", file, key)
			}
		}
		return texts
	}
	files, err := fs.Glob(FS, "parts/*/*en.json")
	if err != nil || len(files) < 2 {
		t.Fatalf("found the parts' texts %q: %v", files, err)
	}
	for _, file := range append(files, "text/en.json", "templates/en.json") {
		other := strings.TrimSuffix(file, "en.json") + "zh.json"
		en, zh := read(file), read(other)
		for key := range en {
			if _, ok := zh[key]; !ok {
				t.Errorf("%s lacks %q", other, key)
			}
		}
		for key := range zh {
			if _, ok := en[key]; !ok {
				t.Errorf("%s lacks %q", file, key)
			}
		}
	}
}

// A small site of all entry points.
func writeSite(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func smallSite() map[string]string {
	return map[string]string{
		"ts/page/main.ts":       `import {text} from '../shared'; import('../late').then(late => late.show(text as string))`,
		"ts/shared.ts":          `export const text: string = '三'`,
		"ts/late.ts":            `export function show(text: string) { console.log('late', text) }`,
		"ts/worker/workshop.ts": `import {text} from '../shared'; postMessage(text)`,
		"ts/worker/runner.ts":   `import 'wasm_exec'; import {text} from '../shared'; postMessage(text)`,
		"ts/worker/builder.ts":  `import 'wasm_exec'; postMessage('built')`,
		"ts/worker/reader.ts":   `postMessage('read')`,
		"ts/worker/python.ts":   `import source from '../../python/clock.py'; postMessage(source)`,
		"python/clock.py":       `print("the time")`,
		"ts/sw/sw.ts":           `addEventListener('fetch', () => {})`,
		"ts/page/head.ts":       `const theme: string = 'dark'; document.documentElement.dataset.theme = theme`,
		"css/main.css":          `@import "./more.css"; body { background: url(dot.svg) }`,
		"css/more.css":          `p { color: red }`,
		"css/room.css":          `h1 { color: red }`,
		"css/dot.svg":           `<svg/>`,
	}
}

// bundled returns the manifest of what Bundle makes, and its files by name.
func bundled(t *testing.T, dir, out string) (manifest, files map[string]string) {
	t.Helper()
	if err := Bundle(dir, out, false); err != nil {
		t.Fatal(err)
	}
	files = map[string]string{}
	entries, err := os.ReadDir(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(out, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = string(data)
	}
	if err := json.Unmarshal([]byte(files[Manifest]), &manifest); err != nil {
		t.Fatal(err)
	}
	return manifest, files
}

func TestBundle(t *testing.T) {
	dir, out := t.TempDir(), t.TempDir()
	writeSite(t, dir, smallSite())
	writeSite(t, out, map[string]string{".keep": "", "main-OLD.js": "", "main-OLD.js.br": ""})
	manifest, files := bundled(t, dir, out)

	entries := []string{"head.js", "main.css", "main.js", "room.css", "sw.js", "worker/builder.js", "worker/python.js", "worker/reader.js", "worker/runner.js", "worker/workshop.js"}
	if got := slices.Sorted(maps.Keys(manifest)); !slices.Equal(got, entries) {
		t.Errorf("manifest: got %q, want %q", got, entries)
	}
	for entry, contains := range map[string][]string{
		"main.js":          {"import("},
		"worker/runner.js": {"postMessage"},
		"head.js":          {"(()=>{", "dark"},
		"worker/python.js": {"the time"},
		"main.css":         {"color:red", "./dot-"},
	} {
		for _, s := range contains {
			if name := manifest[entry]; !strings.Contains(files[name], s) {
				t.Errorf("%s (%s) has no %q", entry, name, s)
			}
		}
	}
	if _, ok := files[".keep"]; !ok {
		t.Error(".keep is gone")
	}
	for name := range files {
		if strings.Contains(name, "OLD") {
			t.Errorf("%s is still there", name)
		}
	}

	changed := smallSite()
	changed["ts/page/head.ts"] += "; console.log('changed')"
	writeSite(t, dir, changed)
	again, _ := bundled(t, dir, out)
	for entry, name := range manifest {
		if got, want := again[entry] != name, entry == "head.js"; got != want {
			t.Errorf("after a change of head.ts, %s got another name: %v, want %v", entry, got, want)
		}
	}
}

func TestBundleMistake(t *testing.T) {
	dir, out := t.TempDir(), t.TempDir()
	files := smallSite()
	files["ts/shared.ts"] = "\nimport '@codemirror/nothing'; export const text = 1"
	writeSite(t, dir, files)
	err := Bundle(dir, out, false)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"ts/shared.ts:2:", "@codemirror/nothing", "npm ci"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want it to say %q", err, want)
		}
	}
}
