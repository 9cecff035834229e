package testmain

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"slices"
	"strings"

	"asynctour/server/play"
)

// importable are the packages that a reader's files may import where they are checked: by
// none of them can a program end itself well, read its environment, or reach what is not
// its own.
var importable = []string{
	"bufio", "bytes", "cmp", "container/heap", "container/list", "container/ring", "context", "errors", "fmt", "io", "iter",
	"maps", "math", "math/bits", "math/rand/v2", "slices", "sort", "strconv", "strings", "sync", "sync/atomic", "time",
	"unicode", "unicode/utf8", "golang.org/x/sync/errgroup", "golang.org/x/sync/semaphore",
	"golang.org/x/sync/singleflight",
}

// hold returns why a file of a reader is not one that may be checked. What else is wrong
// with it is for the compiler to say.
func hold(name, source string) (items []play.Diagnostic, err error) {
	if strings.HasSuffix(name, "_test.go") {
		return nil, play.Refuse("check.test", "name", name)
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, source, parser.ParseComments)
	if err != nil {
		return remarks(err), &play.Fault{Reason: play.ReasonBuild, Key: "build"}
	}
	h := holder{fset: fset, imported: map[string]bool{}}
	h.imports(file)
	h.directives(file)
	h.declarations(file)
	h.names(file)
	if h.fault != nil {
		return nil, h.fault
	}
	return nil, nil
}

// A holder looks for what a file of a reader may not do.
type holder struct {
	fset     *token.FileSet
	imported map[string]bool // names of packages, in the file
	fault    *play.Fault     // the first that was found
}

// refuse notes a fault.
func (h *holder) refuse(n ast.Node, key string, args ...any) {
	if h.fault != nil {
		return
	}
	at := h.fset.PositionFor(n.Pos(), false)
	h.fault = play.Refuse(key, args...)
	h.fault.At = &play.Diagnostic{File: at.Filename, Line: at.Line, Column: at.Column, Severity: play.SeverityError}
}

func (h *holder) imports(file *ast.File) {
	for _, spec := range file.Imports {
		switch path, name := pathOf(spec), nameOf(spec); {
		case !slices.Contains(importable, path):
			h.refuse(spec, "check.import", "path", play.Quote(path), "paths", strings.Join(importable, ", "))
		case name == ".":
			h.refuse(spec, "check.dot", "path", play.Quote(path))
		default:
			h.imported[name] = true
		}
	}
}

// directives refuses all comments that a compiler obeys: some change what is checked.
func (h *holder) directives(file *ast.File) {
	for _, group := range file.Comments {
		for _, c := range group.List {
			if rest, ok := strings.CutPrefix(c.Text, "//go:"); ok {
				verb, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
				h.refuse(c, "directive", "directive", play.Quote("go:"+verb))
			}
		}
	}
}

// declarations refuses names of Go's own that the file declares for its whole package, and
// methods by which package errors would take an error for any other.
func (h *holder) declarations(file *ast.File) {
	declared := func(id *ast.Ident) {
		if doc.IsPredeclared(id.Name) {
			h.refuse(id, "check.name", "name", id.Name)
		}
	}
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			switch {
			case d.Recv == nil:
				declared(d.Name)
			case d.Name.Name == "Is" || d.Name.Name == "As":
				h.refuse(d.Name, "check.error", "name", d.Name.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					declared(s.Name)
				case *ast.ValueSpec:
					for _, id := range s.Names {
						declared(id)
					}
				}
			}
		}
	}
}

// names refuses the names of checks, and changes of a package's variables.
func (h *holder) names(file *ast.File) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if strings.Contains(n.Name, mark) {
				h.refuse(n, "check.name", "name", n.Name)
			}
		case *ast.AssignStmt:
			for _, x := range n.Lhs {
				h.changed(x)
			}
		case *ast.IncDecStmt:
			h.changed(n.X)
		case *ast.RangeStmt:
			h.changed(n.Key)
			h.changed(n.Value)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				h.changed(n.X)
			}
		}
		return true
	})
}

// changed refuses an expression that stands where it is changed, if it is a package's variable
// or a part of one.
func (h *holder) changed(x ast.Expr) {
	for x != nil {
		switch e := x.(type) {
		case *ast.ParenExpr:
			x = e.X
		case *ast.StarExpr:
			x = e.X
		case *ast.IndexExpr:
			x = e.X
		case *ast.SliceExpr:
			x = e.X
		case *ast.SelectorExpr:
			if id, ok := e.X.(*ast.Ident); ok && id.Obj == nil && h.imported[id.Name] {
				h.refuse(e, "check.set", "name", id.Name+"."+e.Sel.Name)
			}
			x = e.X
		default:
			return
		}
	}
}
