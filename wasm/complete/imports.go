package complete

import (
	"cmp"
	"slices"
	"strings"

	"asynctour/wasm/imports"
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
		if imports.Name(path) == name {
			paths = append(paths, path)
		}
	}
	if len(paths) == 0 {
		return ""
	}
	return slices.MinFunc(paths, func(a, b string) int {
		unversionedA, unversionedB := unversioned(a), unversioned(b)
		return cmp.Or(
			cmp.Compare(len(unversionedA), len(unversionedB)),
			strings.Compare(unversionedA, unversionedB),
			cmp.Compare(len(b), len(a)),
		)
	})
}

// unversioned returns a path up to the name of its package.
func unversioned(path string) string {
	name := imports.Name(path)
	return path[:strings.LastIndex(path, name)+len(name)]
}

// importing returns an item together with the import of a package.
func (p *program) importing(item Item, path string) Item {
	item.Import, item.Insert = path, imports.Add(p.fset, p.file, path)
	return item
}
