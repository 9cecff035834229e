package complete

import (
	"cmp"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// paths returns the packages that an import could name.
func (c *Completer) paths() []Item {
	var items []Item
	for _, path := range c.packages {
		if path != "builtin" {
			items = append(items, Item{Label: path, Kind: Package, Package: path})
		}
	}
	return items
}

// missing returns what the package of that name exports, each item with the
// import that it takes.
func (c *Completer) missing(p *program, name string) []Item {
	path := c.pathOf(name)
	if path == "" {
		return nil
	}
	pkg, err := c.importer.Import(path)
	if err != nil {
		return nil
	}
	items := p.exports(pkg)
	for i, item := range items {
		items[i] = p.importing(item, path)
	}
	return items
}

// pathOf returns the path of the package of a name, "" where there is none. Of
// several it is the one with the shortest path, and the latest version: rand is
// math/rand/v2, not crypto/rand.
func (c *Completer) pathOf(name string) string {
	var paths []string
	for _, path := range c.packages {
		if packageName(path) == name {
			paths = append(paths, path)
		}
	}
	if len(paths) == 0 {
		return ""
	}
	return slices.MinFunc(paths, func(a, b string) int {
		unversionedA, unversionedB := version.ReplaceAllString(a, ""), version.ReplaceAllString(b, "")
		return cmp.Or(
			cmp.Compare(len(unversionedA), len(unversionedB)),
			strings.Compare(unversionedA, unversionedB),
			cmp.Compare(len(b), len(a)),
		)
	})
}

// version is what a path ends with that names a later version of a package.
var version = regexp.MustCompile(`/v[0-9]+$`)

// packageName returns the name of the package at a path.
func packageName(importPath string) string {
	return path.Base(version.ReplaceAllString(importPath, ""))
}

// importing returns an item together with the import of a package.
func (p *program) importing(item Item, path string) Item {
	item.Import, item.Insert = path, p.addImport(path)
	return item
}

// addImport returns what imports a package: a line of the first list of imports,
// in its order; a list in place of a single import; or an import of its own.
func (p *program) addImport(path string) []Insertion {
	quoted := strconv.Quote(path)
	for _, decl := range p.file.Decls {
		decl, ok := decl.(*ast.GenDecl)
		if !ok || decl.Tok != token.IMPORT {
			break
		}
		if decl.Lparen.IsValid() {
			return p.addToList(decl, quoted)
		}
		spec := decl.Specs[0].(*ast.ImportSpec)
		before, after := "(\n\t", "\n\t"+quoted+"\n)"
		if spec.Path.Value > quoted {
			before, after = "(\n\t"+quoted+"\n\t", "\n)"
		}
		return []Insertion{{p.offset(spec.Pos()), before}, {p.offset(spec.End()), after}}
	}
	return []Insertion{{p.offset(p.file.Name.End()), "\n\nimport " + quoted}}
}

// addToList returns what adds a line to a list of imports: to its first group,
// which is that of the standard library.
func (p *program) addToList(decl *ast.GenDecl, quoted string) []Insertion {
	at, text := decl.Lparen+1, "\n\t"+quoted
	for i, spec := range decl.Specs {
		spec := spec.(*ast.ImportSpec)
		if i == 0 && p.line(spec.Pos()) == p.line(decl.Lparen) {
			return []Insertion{{p.offset(at), text + "\n\t"}}
		}
		if i > 0 && p.line(spec.Pos()) > p.line(at)+1 || spec.Path.Value > quoted {
			break
		}
		at = spec.End()
		if spec.Comment != nil {
			at = spec.Comment.End()
		}
	}
	return []Insertion{{p.offset(at), text}}
}

// offset returns where a position is in the source: what was mended lies behind
// all imports.
func (p *program) offset(pos token.Pos) int { return p.fset.File(pos).Offset(pos) }

// line returns the line of a position.
func (p *program) line(pos token.Pos) int { return p.fset.File(pos).Line(pos) }
