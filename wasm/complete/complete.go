// Package complete is completion for the page's editor: a source text and a
// place in it in, what could be written there out.
//
// It knows the names in scope, the fields and methods of values, what packages
// export, the keywords, and the packages that could be imported. It takes a
// program that is being written, so one that seldom parses: around the cursor
// the text is mended until the parser finds there what is asked about.
//
// It does not know what type would fit, and it renames nothing.
package complete

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"

	"asynctour/wasm/imports"
)

// Limits of an answer. What is beyond them is left out.
const (
	maxItems  = 1000
	maxDetail = 120 // characters of an item's detail
)

// A Kind says what an item is.
type Kind string

const (
	Func    Kind = "func"
	Method  Kind = "method"
	Field   Kind = "field"
	Const   Kind = "const"
	Var     Kind = "var"
	Type    Kind = "type"
	Package Kind = "package"
	Keyword Kind = "keyword"
)

// An Item is something that could be written at the cursor.
type Item struct {
	Label  string // what to write: "Println", or in an import "net/http"
	Kind   Kind
	Detail string // "func(a ...any) (n int, err error)"; for a package, its path

	// Doc is the first sentence of the comment on what the source itself
	// declares. What a package declares is documented elsewhere, under Package
	// and Symbol: "sync" and "WaitGroup.Add", "sync" and "" for all of it.
	Doc, Package, Symbol string

	// Import is the path of the package that has to be imported too, if any, and
	// Insert is what does it.
	Import string
	Insert []imports.Insertion
}

// A Completer completes programs that import its packages. It remembers those
// that it has read, so it is to be kept; it serves one caller at a time.
type Completer struct {
	packages []string
	importer types.Importer
}

// New returns a completer that offers packages, by their paths. The importer imports them
// and any other; what it fails to import is imported again the next time.
func New(packages []string, importer types.Importer) *Completer {
	return &Completer{packages: packages, importer: importer}
}

// Complete returns what could be written at an offset, in bytes, of a source that has
// others beside it in its package, the likelier first. It is for the editor to keep those that begin as the word
// before the cursor does.
func (c *Completer) Complete(source string, offset int, others ...string) (items []Item) {
	if offset < 0 || offset > len(source) {
		return nil
	}
	defer func() {
		// The parser and the type checker are made for programs; what an editor
		// holds for an instant is none of the reader's concern.
		if recover() != nil {
			items = nil
		}
	}()
	items = c.complete(source, offset, others)
	return items[:min(len(items), maxItems)]
}

func (c *Completer) complete(source string, offset int, others []string) []Item {
	at := findCursor(source, offset)
	switch at.place {
	case inImport:
		return c.paths()
	case inMember:
		return c.members(c.check(at, others))
	case inName:
		return c.names(c.check(at, others), at)
	}
	return nil
}

// A program is what the checker has found out about a source.
type program struct {
	file *ast.File
	all  []*ast.File // it, and the others of its package
	fset *token.FileSet
	pkg  *types.Package
	info *types.Info
	node ast.Node  // at the cursor: an *ast.Ident or *ast.SelectorExpr, or nil
	pos  token.Pos // of the cursor's word
}

// check mends a source until its syntax tree has a node at the cursor, and
// checks it and the others of its package. The node is nil where no mending helps.
func (c *Completer) check(at cursor, others []string) *program {
	var p *program
	for _, text := range at.mended() {
		p = &program{fset: token.NewFileSet()}
		p.file, _ = parser.ParseFile(p.fset, "main.go", text,
			parser.ParseComments|parser.SkipObjectResolution|parser.AllErrors)
		p.pos = p.fset.File(p.file.FileStart).Pos(at.start)
		if p.node = findNode(p.file, p.pos, at.place); p.node != nil {
			break
		}
	}
	p.all = []*ast.File{p.file}
	for _, text := range others {
		file, _ := parser.ParseFile(p.fset, "other.go", text, parser.ParseComments|parser.SkipObjectResolution)
		if file.Name.Name == p.file.Name.Name {
			p.all = append(p.all, file)
		}
	}
	p.info = &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{},
		Uses:  map[*ast.Ident]types.Object{},
	}
	config := types.Config{Importer: c.importer, Error: func(error) {}}
	p.pkg, _ = config.Check(p.file.Name.Name, p.fset, p.all, p.info)
	return p
}

// findNode returns the selector or the name whose word is at pos.
func findNode(file *ast.File, pos token.Pos, where place) (found ast.Node) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if where == inMember && n.Sel.Pos() == pos {
				found = n
			}
		case *ast.Ident:
			if where == inName && n.Pos() == pos && strings.HasPrefix(n.Name, placeholder) {
				found = n
			}
		}
		return found == nil && n != nil
	})
	return found
}
