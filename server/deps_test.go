package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// allowed lists what each package may import beside the standard library: other
// packages of the module, and modules, by prefix.
var allowed = map[string][]string{
	"lessons":              nil,
	"site":                 {"github.com/evanw/esbuild/"},
	"site/bundle":          {"asynctour/site", "asynctour/site/python", "asynctour/wasm/packed"},
	"site/python":          {"asynctour/wasm/packed"},
	"wasm":                 {"asynctour/wasm/packed", "github.com/andybalholm/brotli"},
	"wasm/packed":          {"github.com/andybalholm/brotli"},
	"wasm/source":          {"asynctour/server/play"},
	"wasm/overlay":         nil,
	"wasm/complete":        nil,
	"wasm/goroot":          nil,
	"wasm/goroot/tracer":   nil,
	"wasm/timeline":        {"asynctour/server/play", "golang.org/x/exp/trace"},
	"wasm/toolchain":       {"asynctour/wasm/goroot", "asynctour/wasm/overlay", "asynctour/wasm/packed", "golang.org/x/sync/errgroup"},
	"wasm/pack":            {"asynctour/wasm", "asynctour/wasm/packed", "asynctour/wasm/toolchain", "golang.org/x/sync/errgroup"},
	"server/trial":         nil,
	"server/clean":         {"go.uber.org/goleak"},
	"server/nice":          nil,
	"server/play":          nil,
	"server/course":        {"github.com/yuin/goldmark", "github.com/alecthomas/chroma/v2", "go.abhg.dev/goldmark/frontmatter"},
	"server/build":         {"asynctour/server/nice", "asynctour/server/play", "asynctour/wasm/goroot", "github.com/andybalholm/brotli", "golang.org/x/sys/unix"},
	"server/sandbox":       {"asynctour/server/nice", "asynctour/server/play", "github.com/tetratelabs/wazero", "golang.org/x/sys/unix"},
	"server/sandbox/guest": nil,
	"server/socket":        {"asynctour/server/play", "github.com/gorilla/websocket"},
	"server/web":           {"asynctour/server/course", "github.com/andybalholm/brotli"},
	"server/gate":          {"asynctour/server/play", "golang.org/x/time/rate"},
	"server/metrics":       {"asynctour/server/play", "github.com/prometheus/client_golang/prometheus"},
	"server/bench":         {"github.com/gorilla/websocket", "golang.org/x/sync/errgroup", "golang.org/x/tools/playground/socket", "golang.org/x/tools/txtar"},
	"server":               {"asynctour/", "golang.org/x/sync/errgroup"},
}

// TestDependencies holds the packages to their directions: those lower in the
// table of ARCHITECTURE.md know nothing of those above.
func TestDependencies(t *testing.T) {
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "asynctour/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	seen := 0
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(p.ImportPath, "asynctour/")
		may, ok := allowed[name]
		if strings.HasPrefix(name, "lessons/") {
			may, ok = []string{"golang.org/x/sync/"}, true
		}
		if !ok {
			t.Errorf("package %s is not in the table of what may import what: add it, and to ARCHITECTURE.md", name)
		}
		seen++
		for _, path := range p.Imports {
			if !standard(path) && !slices.ContainsFunc(may, func(prefix string) bool { return within(path, prefix) }) {
				t.Errorf("%s imports %s, which it may not", name, path)
			}
		}
	}
	if seen < len(allowed) {
		t.Errorf("go list told of %d packages, the table has %d", seen, len(allowed))
	}
}

// standard reports whether a package is of the standard library.
func standard(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return !strings.Contains(first, ".") && first != "asynctour"
}

// within reports whether a package is prefix or, as a path, beneath it.
func within(importPath, prefix string) bool {
	return importPath == prefix || strings.HasPrefix(importPath, path.Clean(prefix)+"/")
}
