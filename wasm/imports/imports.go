// Package imports corrects the imports of a Go file: it adds those of the packages that
// the file uses, and removes those that it does not use.
//
// It works on the text of one file, without types and without archives. A selector whose
// first name the program does not declare, as in fmt.Println, is the use of a package. An
// import is added if a package of that name exports all that is used of it. It knows the
// packages that programs may import, and no others: what it does not know stays.
package imports

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A Change is what Fix has done to a file.
type Change struct {
	Source         string
	Added, Removed []string // import paths, in order; never nil
}

// Fix corrects the imports of the file src. others are the other files of its program,
// whose declarations are no packages. A file that does not parse stays as it is.
func Fix(src string, others ...string) Change {
	change := Change{Source: src, Added: []string{}, Removed: []string{}}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", src, parser.ParseComments)
	if err != nil {
		return change
	}
	known, used, declared := exports(), uses(file), declarations(others)
	imported := map[string]bool{}
	var unused []*ast.ImportSpec
	for _, spec := range file.Imports {
		path := pathOf(spec)
		name := Name(path)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		imported[name] = true
		if known[path] != nil && used[name] == nil && name != "_" && name != "." {
			unused = append(unused, spec)
			change.Removed = append(change.Removed, path)
		}
	}
	for name, names := range used {
		if imported[name] || declared[name] {
			continue
		}
		if path := find(known, name, names); path != "" {
			change.Added = append(change.Added, path)
		}
	}
	slices.Sort(change.Removed)
	slices.Sort(change.Added)
	change.Source = remove(fset, file, src, unused)
	for _, path := range change.Added {
		change.Source = add(change.Source, path)
	}
	return change
}

// uses returns the exported names that a file selects from each name that it does not
// declare.
func uses(file *ast.File) map[string]map[string]bool {
	used := map[string]map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		selector, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		x, ok := selector.X.(*ast.Ident)
		if !ok || x.Obj != nil || !selector.Sel.IsExported() {
			return true
		}
		if used[x.Name] == nil {
			used[x.Name] = map[string]bool{}
		}
		used[x.Name][selector.Sel.Name] = true
		return true
	})
	return used
}

// declarations returns the names that files declare for their whole package.
func declarations(files []string) map[string]bool {
	declared := map[string]bool{}
	for _, src := range files {
		file, _ := parser.ParseFile(token.NewFileSet(), "", src, 0)
		if file == nil || file.Scope == nil {
			continue
		}
		for name := range file.Scope.Objects {
			declared[name] = true
		}
	}
	return declared
}

// choices lists the paths of each name that several packages have, the first choice first.
//
// Of those that export what is used, rand is math/rand/v2 as in completion; goimports
// prefers crypto/rand, whose Int alone has the same name, and needs Reader beside it.
var choices = map[string][]string{
	"pprof":    {"runtime/pprof", "net/http/pprof"},
	"rand":     {"math/rand/v2", "crypto/rand", "math/rand"},
	"scanner":  {"text/scanner", "go/scanner"},
	"template": {"text/template", "html/template"},
}

// find returns the path of the package of that name that exports all of names; "" if
// there is none.
func find(known map[string][]string, name string, names map[string]bool) string {
	for _, path := range candidates(known, name) {
		exported := known[path]
		if !slices.ContainsFunc(slices.Collect(maps.Keys(names)), func(n string) bool {
			_, found := slices.BinarySearch(exported, n)
			return !found
		}) {
			return path
		}
	}
	return ""
}

// candidates returns the paths of the packages of that name, the first choice first.
func candidates(known map[string][]string, name string) []string {
	var paths []string
	for path := range known {
		if Name(path) == name {
			paths = append(paths, path)
		}
	}
	slices.SortFunc(paths, func(a, b string) int {
		return cmp.Compare(slices.Index(choices[name], a), slices.Index(choices[name], b))
	})
	return paths
}

// Name returns the name of the package at a path of the standard library or of
// golang.org/x/sync: its last element that is no version.
func Name(path string) string {
	last := path[strings.LastIndexByte(path, '/')+1:]
	if rest, ok := strings.CutSuffix(path, "/"+last); ok && version(last) {
		return Name(rest)
	}
	return last
}

// version reports whether an element of a path is one such as v2.
func version(element string) bool {
	digits, ok := strings.CutPrefix(element, "v")
	_, err := strconv.ParseUint(digits, 10, 32)
	return ok && err == nil
}

// pathOf returns the path that a spec imports; "" if it is no string.
func pathOf(spec *ast.ImportSpec) string {
	path, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return ""
	}
	return path
}
