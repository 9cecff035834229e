package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"asynctour/wasm"
	"asynctour/wasm/packed"
)

// writeTree writes files, by path, into a new folder.
func writeTree(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func find(t *testing.T, root, version string) []unit {
	t.Helper()
	units, err := findUnits(t.Context(), root, version)
	if err != nil {
		t.Fatal(err)
	}
	return units
}

func ids(units []unit) []string {
	var list []string
	for _, u := range units {
		list = append(list, u.ID())
	}
	return list
}

// tree writes a module with a snippet, and with two programs of pages.
func tree(t *testing.T) string {
	return writeTree(t, map[string]string{
		"go.mod":                         "module asynctour\n\ngo 1.26\n",
		"go.sum":                         "",
		"lessons/02-hello/hello/main.go": "package main",
		"lessons/02-hello/hello/main.py": "",
		"lessons/03-gather/text/en.md":   "no snippet",
		"wasm/page/source/main.go":       "package main\n\nimport _ \"asynctour/wasm/source\"",
		"wasm/page/trace/main.go":        "//go:build js && wasm\n\npackage main",
		"wasm/source/source.go":          "package source\n\nimport _ \"asynctour/server/play\"",
		"server/play/play.go":            "package play\n\nimport _ \"embed\"\n\n//go:embed messages.json\nvar messages string",
		"server/play/messages.json":      "{}",
		"server/behave/behave.go":        "package behave",
	})
}

func TestFindUnits(t *testing.T) {
	units := find(t, tree(t), "go1")
	want := []string{
		"js ./lessons/02-hello/hello", "wasip1 ./lessons/02-hello/hello", "js ./wasm/page/source", "js ./wasm/page/trace",
	}
	if got := ids(units); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if units[0].Snippet != "hello/hello" || units[1].Prefix != "hello-hello" {
		t.Errorf("got %+v", units[:2])
	}
}

func TestInputs(t *testing.T) {
	root := tree(t)
	before := find(t, root, "go1")
	none, all := []bool{false, false, false, false}, []bool{true, true, true, true}
	source := []bool{false, false, true, false}
	change := func(name, text string) []unit {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return find(t, root, "go1")
	}
	const imports = "package source\n\nimport _ \"asynctour/server/behave\""
	changed := func(after []unit) []bool {
		var list []bool
		for i := range after {
			list = append(list, after[i].Inputs != before[i].Inputs)
		}
		before = after
		return list
	}
	for _, test := range []struct {
		what  string
		after []unit
		want  []bool
	}{
		{"an embedded file", change("server/play/messages.json", "[]"), source},
		{"a Python file", change("lessons/02-hello/hello/main.py", "print()"), none},
		{"a test", change("wasm/source/source_test.go", "package source"), none},
		{"a package", change("wasm/source/source.go", "package source // and nothing else"), source},
		{"what that imported", change("server/play/play.go", "package play"), none},
		{"its imports", change("wasm/source/source.go", imports), source},
		{"what it imports since", change("server/behave/behave.go", "package behave // new"), source},
		{"a program of pages", change("wasm/page/trace/main.go", "//go:build js\n\npackage main"), []bool{false, false, false, true}},
		{"a snippet", change("lessons/02-hello/hello/main.go", "package main // new"), []bool{true, true, false, false}},
		{"a dependency", change("go.sum", "a module"), all},
		{"Go", find(t, root, "go2"), all},
	} {
		if got := changed(test.after); !slices.Equal(got, test.want) {
			t.Errorf("%s has changed: got %v, want %v", test.what, got, test.want)
		}
	}
}

func TestBatches(t *testing.T) {
	units := []unit{
		{Package: "./a/x", GOOS: "js"}, {Package: "./a/x", GOOS: "wasip1"},
		{Package: "./b/x", GOOS: "js"}, {Package: "./b/y", GOOS: "js"},
	}
	want := [][]string{{"js ./a/x", "js ./b/y"}, {"wasip1 ./a/x"}, {"js ./b/x"}}
	got := batches(units)
	if !slices.EqualFunc(got, want, func(b []unit, w []string) bool { return slices.Equal(ids(b), w) }) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// pack stores module for each stale unit, and returns these units.
func pack(t *testing.T, dir string, quality int, units []unit, module string) []unit {
	t.Helper()
	s, err := openStore(dir, packed.Packer{Quality: quality})
	if err != nil {
		t.Fatal(err)
	}
	stale := s.stale(units)
	for _, u := range stale {
		if err := s.put(u, []byte(module)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.close("go1", units); err != nil {
		t.Fatal(err)
	}
	return stale
}

func TestStore(t *testing.T) {
	root, dir := tree(t), t.TempDir()
	units := find(t, root, "go1")
	if got := pack(t, dir, 5, units, "first"); len(got) != len(units) {
		t.Errorf("at first: made %q, want all", ids(got))
	}
	if got := pack(t, dir, 1, units, "unused"); got != nil {
		t.Errorf("nothing has changed: made %q", ids(got))
	}
	page := []string{units[0].ID(), units[2].ID(), units[3].ID()}
	if got := pack(t, dir, 11, units, "first"); !slices.Equal(ids(got), page) {
		t.Errorf("a better quality: made %q, want what pages load", ids(got))
	}
	units[1].Inputs = "changed"
	if got := pack(t, dir, 5, units, "second"); !slices.Equal(ids(got), []string{units[1].ID()}) {
		t.Errorf("one has changed: made %q", ids(got))
	}

	p, err := wasm.Open(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	module, err := p.WASI("hello/hello")
	if err != nil || !bytes.Equal(module, []byte("second")) {
		t.Errorf("WASI: got %q, %v, want the second module", module, err)
	}
	for _, sub := range []string{wasm.JSDir, wasm.WASIDir} {
		files, err := os.ReadDir(filepath.Join(dir, sub))
		if want := map[string]int{wasm.JSDir: 3, wasm.WASIDir: 1}[sub]; err != nil || len(files) != want {
			t.Errorf("%s holds %v (%v), want %d files", sub, files, err, want)
		}
	}
}

// TestZones packs the time zones of a GOROOT, and none of one that came without.
func TestZones(t *testing.T) {
	goroot := writeTree(t, map[string]string{"lib/time/zoneinfo.zip": "zones"})
	s, err := openStore(t.TempDir(), packed.Packer{Quality: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, goroot := range []string{goroot, goroot, t.TempDir()} {
		zones, err := s.putZones(goroot)
		if err == nil {
			err = s.close("go1", zones)
		}
		if err != nil {
			t.Fatal(err)
		}
		files, err := os.ReadDir(filepath.Join(s.dir, wasm.JSDir))
		if err != nil || len(files) != len(zones) {
			t.Errorf("there are %v (%v) of %v", files, err, ids(zones))
		}
	}
}
