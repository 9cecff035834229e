package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// modules lists the modules that packages may import beside this one and the
// standard library, by prefix. A package that is not listed may import none.
var modules = map[string][]string{
	"site":             {"github.com/evanw/esbuild/"},
	"site/bundle":      {"golang.org/x/sync/errgroup"},
	"site/python":      {"golang.org/x/sync/errgroup"},
	"wasm":             {"github.com/andybalholm/brotli"},
	"wasm/packed":      {"github.com/andybalholm/brotli"},
	"wasm/tracereader": {"golang.org/x/exp/trace"},
	"wasm/toolchain":   {"golang.org/x/sync/errgroup"},
	"wasm/pack":        {"golang.org/x/sync/errgroup"},
	"wasm/vet":         {"golang.org/x/tools/go/analysis"},
	"server/bench": {"github.com/gorilla/websocket", "golang.org/x/sync/errgroup",
		"golang.org/x/tools/playground/socket", "golang.org/x/tools/txtar"},
	"server/build": {"github.com/andybalholm/brotli", "golang.org/x/sys/unix"},
	"server/check": {"golang.org/x/sync/errgroup"},
	"server/clean": {"go.uber.org/goleak"},
	"server/course": {"github.com/yuin/goldmark", "github.com/alecthomas/chroma/v2",
		"go.abhg.dev/goldmark/frontmatter"},
	"server/fair":               {"golang.org/x/time/rate"},
	"server/metrics":            {"github.com/prometheus/client_golang/prometheus"},
	"server/proc":               {"golang.org/x/sys/unix"},
	"server/rlimit":             {"golang.org/x/sys/unix"},
	"server/sandbox/gvisor":     {"golang.org/x/sys/unix"},
	"server/sandbox/wasi/memfs": {"github.com/tetratelabs/wazero"},
	"server/sandbox/wasi":       {"github.com/tetratelabs/wazero"},
	"server/servertest":         {"github.com/gorilla/websocket"},
	"server/socket":             {"github.com/gorilla/websocket"},
	"server/sweep":              {"golang.org/x/sys/unix"},
	"server/web":                {"github.com/andybalholm/brotli", "rsc.io/qr"},
}

// A ban says that a package, and all that it imports, does without another, and why.
type ban struct {
	of, what, why string
}

var bans = []ban{
	{"server/play", "log", "it is compiled into pages, which have no log"},
	{"server/play", "log/slog", "likewise, and it would make modules larger by a tenth"},
	{"server/play", "context", "a contract is data: what ends a run is the engine's"},
	{"server/play", "net/http", "one contract, two carriers: the page's has no server"},
	{"server/web", "asynctour/site", "it is handed file systems, so that tests and authors have others"},
	{"server/web", "asynctour/wasm", "likewise"},
	{"server/feed", "github.com/gorilla/websocket", "a follower is not always a websocket"},
	{"server/engine", "github.com/tetratelabs/wazero", "it is given what runs programs: another machine may"},
	{"server/sandbox", "asynctour/server/engine", "sandboxes report facts: how a run ended is decided in one place"},
	{"wasm/source", "log/slog", "it is compiled into pages"},
	{"wasm/tracereader", "log/slog", "it is compiled into pages"},
	{"wasm/vet", "asynctour/server/play", "its module would be larger by 130 KB: the page has the sentences"},
}

// TestDependencies holds the packages to the table of ARCHITECTURE.md, whose first
// column names them: each imports only those that are below it. A folder with a slash
// after it, and dots, stands for all beneath it.
func TestDependencies(t *testing.T) {
	order := table(t)
	rank := func(name string) int {
		i := slices.Index(order, name)
		if i < 0 {
			i = slices.IndexFunc(order, func(row string) bool {
				prefix, all := strings.CutSuffix(row, "/…")
				return all && within(name, prefix)
			})
		}
		return i
	}
	deps := map[string][]string{}
	for _, p := range list(t) {
		name := strings.TrimPrefix(p.ImportPath, "asynctour/")
		deps[name] = p.Deps
		at := rank(name)
		if at < 0 {
			t.Errorf("package %s is not in the table of ARCHITECTURE.md", name)
			continue
		}
		for _, imported := range p.Imports {
			ours, isOurs := strings.CutPrefix(imported, "asynctour/")
			switch {
			case isOurs && rank(ours) <= at && order[at] != "lessons/…":
				t.Errorf("%s imports %s, which is not below it in the table of ARCHITECTURE.md", name, ours)
			case !isOurs && !standard(imported) &&
				!slices.ContainsFunc(modules[name], func(prefix string) bool { return within(imported, prefix) }):
				if !strings.HasPrefix(name, "lessons/") || !within(imported, "golang.org/x/sync") {
					t.Errorf("%s imports %s, which it may not", name, imported)
				}
			}
		}
	}
	for _, row := range order {
		if _, err := os.Stat("../" + strings.TrimSuffix(row, "/…")); err != nil {
			t.Errorf("ARCHITECTURE.md has %s in its table: %v", row, err)
		}
	}
	checkBans(t, deps)
}

// checkBans fails for what is imported although it is banned, and for a ban of a package
// that there is not.
func checkBans(t *testing.T, deps map[string][]string) {
	t.Helper()
	for _, b := range bans {
		if _, ok := deps[strings.TrimPrefix(b.what, "asynctour/")]; !ok &&
			exec.Command("go", "list", b.what).Run() != nil {
			t.Errorf("%s is banned, and is no package", b.what)
		}
		of, ok := deps[b.of]
		if !ok {
			t.Errorf("%s has a ban, and is no package", b.of)
		}
		if slices.Contains(of, b.what) {
			t.Errorf("%s depends on %s: %s", b.of, b.what, b.why)
		}
	}
}

// A listed is what go list says of a package.
type listed struct {
	ImportPath    string
	Imports, Deps []string
}

// list returns the packages of the module.
func list(t *testing.T) (all []listed) {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,Deps", "asynctour/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// table returns the packages that the table of ARCHITECTURE.md names, in order.
func table(t *testing.T) (order []string) {
	t.Helper()
	text, err := os.ReadFile("../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "\n| place | holds |\n")
	rows, _, _ := strings.Cut(rest, "\n\n")
	row := regexp.MustCompile("(?m)^\\| (`[^|]*) \\|")
	name := regexp.MustCompile("`((?:server|site|wasm|lessons)/[^`]*)`")
	for _, m := range row.FindAllStringSubmatch(rows, -1) {
		for _, n := range name.FindAllStringSubmatch(m[1], -1) {
			order = append(order, strings.TrimSuffix(n[1], "/"))
		}
	}
	if len(order) == 0 {
		t.Fatal("ARCHITECTURE.md has no table of packages")
	}
	if sorted := slices.Sorted(slices.Values(order)); len(slices.Compact(sorted)) != len(order) {
		t.Error(fmt.Sprint("ARCHITECTURE.md has a package twice: ", order))
	}
	return order
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
