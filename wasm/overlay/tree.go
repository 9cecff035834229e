package overlay

import (
	"fmt"
	"go/ast"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A tree is the source of a GOROOT, and the changes to make to it.
type tree struct {
	src     string // GOROOT/src
	sources map[string]*source
	texts   map[string]string // of files that are not Go
	removed map[string]bool
}

func newTree(goroot string) *tree {
	return &tree{
		src:     filepath.Join(goroot, "src"),
		sources: map[string]*source{},
		texts:   map[string]string{},
		removed: map[string]bool{},
	}
}

// open returns the file name, such as "cmd/compile/main.go", to be edited.
func (t *tree) open(name string) (*source, error) {
	if s := t.sources[name]; s != nil {
		return s, nil
	}
	text, err := os.ReadFile(filepath.Join(t.src, filepath.FromSlash(name)))
	if os.IsNotExist(err) {
		return nil, fmt.Errorf("%s: no such file: has Go moved it?", name)
	} else if err != nil {
		return nil, err
	}
	s, err := parse(name, text)
	if err != nil {
		return nil, err
	}
	t.sources[name] = s
	return s, nil
}

// fn returns a file to be edited, and the function name of it, or the method "Type.name".
func (t *tree) fn(file, name string) (*source, *ast.FuncDecl, error) {
	s, err := t.open(file)
	if err != nil {
		return nil, nil, err
	}
	fn, err := s.fn(name)
	return s, fn, err
}

// glob returns the names of the Go files that match a pattern such as
// "cmd/compile/internal/ssa/rewrite*.go", tests apart.
func (t *tree) glob(pattern string) ([]string, error) {
	paths, err := filepath.Glob(filepath.Join(t.src, filepath.FromSlash(pattern)))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, path := range paths {
		name, err := filepath.Rel(t.src, path)
		if err != nil {
			return nil, err
		}
		if !strings.HasSuffix(name, "_test.go") {
			names = append(names, filepath.ToSlash(name))
		}
	}
	return names, nil
}

// remove removes the file name from its package.
func (t *tree) remove(name string) {
	t.removed[name] = true
}

// write writes the changed files into dir and returns the overlay: the replacement of
// each file, "" for a removed one.
func (t *tree) write(dir string) (map[string]string, error) {
	replace := map[string]string{}
	for name := range t.removed {
		replace[filepath.Join(t.src, filepath.FromSlash(name))] = ""
	}
	texts := maps.Clone(t.texts)
	for name, source := range t.sources {
		if len(source.changes) == 0 {
			continue // it was only read
		}
		text, err := source.result()
		if err != nil {
			return nil, err
		}
		texts[name] = string(text)
	}
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		if t.removed[name] {
			continue
		}
		to := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(to, []byte(texts[name]), 0o644); err != nil {
			return nil, err
		}
		replace[filepath.Join(t.src, filepath.FromSlash(name))] = to
	}
	return replace, nil
}
