package imports

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"asynctour/wasm/gocmd"
)

var update = flag.Bool("update", false, "write exports.txt for the installed Go")

// TestExports holds exports.txt to the installed Go. With -update it writes it.
func TestExports(t *testing.T) {
	want := list(t)
	if *update {
		if err := os.WriteFile("exports.txt", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if exportsText != want {
		t.Error("exports.txt is not what the installed Go exports: go test ./wasm/imports -run TestExports -update")
	}
}

// TestChoices checks that each name that several packages have is in choices.
func TestChoices(t *testing.T) {
	paths := map[string][]string{}
	for path := range exports() {
		paths[Name(path)] = append(paths[Name(path)], path)
	}
	maps.DeleteFunc(paths, func(_ string, paths []string) bool { return len(paths) == 1 })
	for name, want := range paths {
		if got := slices.Sorted(slices.Values(choices[name])); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
			t.Errorf("%s is %v, and the choices are %v", name, want, choices[name])
		}
	}
	if len(choices) != len(paths) {
		t.Errorf("there are choices for %d names, and %d need one", len(choices), len(paths))
	}
}

// list returns what exports.txt has to be.
func list(t *testing.T) string {
	t.Helper()
	args := append([]string{"list", "-json=ImportPath,Dir,GoFiles", "std"}, gocmd.Sync[:]...)
	out, err := gocmd.Go(t.Context(), "", []string{"GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0"}, args...)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for dec := json.NewDecoder(strings.NewReader(out)); dec.More(); {
		var p struct {
			ImportPath, Dir string
			GoFiles         []string
		}
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		elements := strings.Split(p.ImportPath, "/")
		if p.ImportPath != "builtin" && !slices.Contains(elements, "internal") && elements[0] != "vendor" {
			fmt.Fprintf(&text, "%s\n%s", p.ImportPath, wrap(exported(t, p.Dir, p.GoFiles)))
		}
	}
	return text.String()
}

// exported returns the names that the files of a package export, in order.
func exported(t *testing.T, dir string, files []string) []string {
	t.Helper()
	names := map[string]bool{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, name), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for name := range file.Scope.Objects {
			if ast.IsExported(name) {
				names[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// wrap writes names as indented lines.
func wrap(names []string) string {
	var text strings.Builder
	width := 0
	for _, name := range names {
		if width == 0 || width+1+len(name) > 110 {
			if width > 0 {
				text.WriteString("\n")
			}
			text.WriteString("\t" + name)
			width = len(name)
			continue
		}
		text.WriteString(" " + name)
		width += 1 + len(name)
	}
	if width > 0 {
		text.WriteString("\n")
	}
	return text.String()
}
