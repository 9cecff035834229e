package overlay

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strconv"
)

// A source is one parsed file of the tree, and the changes to make to it.
type source struct {
	name    string
	text    []byte
	fset    *token.FileSet
	file    *ast.File
	changes []change
}

// A change replaces the bytes from start to end by text.
type change struct {
	start, end int
	text       string
}

func parse(name string, text []byte) (*source, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	return &source{name: name, text: text, fset: fset, file: file}, nil
}

// moved returns the error for a declaration that is not in the file.
func (s *source) moved(format string, args ...any) error {
	return moved(s.name, format, args...)
}

func moved(file, format string, args ...any) error {
	return fmt.Errorf("%s: %s: has Go moved it?", file, fmt.Sprintf(format, args...))
}

// fn returns the function name, or the method "Type.name".
func (s *source) fn(name string) (*ast.FuncDecl, error) {
	for _, decl := range s.file.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body != nil && funcName(fn) == name {
			return fn, nil
		}
	}
	return nil, s.moved("no func %s", name)
}

// funcName is the name of a function, or "Type.name" of a method.
func funcName(fn *ast.FuncDecl) string {
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return fn.Name.Name
	}
	typ := fn.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	if id, ok := typ.(*ast.Ident); ok {
		return id.Name + "." + fn.Name.Name
	}
	return "?." + fn.Name.Name
}

// vars returns the declarations of single variables, var name = value, by name.
func (s *source) vars() map[string]*ast.GenDecl {
	vars := map[string]*ast.GenDecl{}
	for _, decl := range s.file.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.VAR || len(gen.Specs) != 1 {
			continue
		}
		if spec := gen.Specs[0].(*ast.ValueSpec); len(spec.Names) == 1 {
			vars[spec.Names[0].Name] = gen
		}
	}
	return vars
}

// literal returns the composite literal that initializes the variable name.
func (s *source) literal(name string) (*ast.CompositeLit, error) {
	gen := s.vars()[name]
	if gen == nil {
		return nil, s.moved("no var %s", name)
	}
	if values := gen.Specs[0].(*ast.ValueSpec).Values; len(values) == 1 {
		if lit, ok := values[0].(*ast.CompositeLit); ok {
			return lit, nil
		}
	}
	return nil, s.moved("var %s is not a composite literal", name)
}

// replace replaces a node by text.
func (s *source) replace(node ast.Node, text string) {
	s.changes = append(s.changes, change{s.offset(node.Pos()), s.offset(node.End()), text})
}

// begin has a function begin with text, which is one statement or more.
func (s *source) begin(fn *ast.FuncDecl, text string) {
	first := fn.Body.List[0]
	s.replace(first, text+"\n\t"+s.of(first))
}

// insert inserts text after a node.
func (s *source) insert(node ast.Node, text string) {
	s.changes = append(s.changes, change{s.offset(node.End()), s.offset(node.End()), text})
}

// of returns the text of a node.
func (s *source) of(node ast.Node) string {
	return string(s.text[s.offset(node.Pos()):s.offset(node.End())])
}

func (s *source) offset(pos token.Pos) int {
	return s.fset.Position(pos).Offset
}

// result returns the text with the changes made, without the imports that are not used
// any more.
func (s *source) result() ([]byte, error) {
	text := apply(s.text, s.changes)
	now, err := parse(s.name, text)
	if err != nil {
		return nil, fmt.Errorf("edited: %w", err)
	}
	before, after := qualifiers(s.file), qualifiers(now.file)
	for _, decl := range now.file.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.IMPORT {
			continue
		}
		for _, spec := range gen.Specs {
			if name := importName(spec.(*ast.ImportSpec)); before[name] && !after[name] {
				if !gen.Lparen.IsValid() {
					now.replace(gen, "")
				} else {
					now.replace(spec, "")
				}
			}
		}
	}
	return apply(text, now.changes), nil
}

// apply makes changes to text. Changes within another one are dropped.
func apply(text []byte, changes []change) []byte {
	changes = slices.Clone(changes)
	slices.SortStableFunc(changes, func(a, b change) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end))
	})
	var out bytes.Buffer
	at := 0
	for _, c := range changes {
		if c.start < at {
			continue
		}
		out.Write(text[at:c.start])
		out.WriteString(c.text)
		at = c.end
	}
	out.Write(text[at:])
	return out.Bytes()
}

// qualifiers returns the names before a dot: those of the packages in use, and others.
func qualifiers(file *ast.File) map[string]bool {
	names := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := sel.X.(*ast.Ident); ok {
				names[id.Name] = true
			}
		}
		return true
	})
	return names
}

// importName is the name of an imported package: its own, as far as the path tells.
func importName(spec *ast.ImportSpec) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	importPath, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return ""
	}
	return path.Base(importPath)
}

// keepCases removes the cases other than keep and default from those of fn's switches
// over strings that have a case keep.
func (s *source) keepCases(fn *ast.FuncDecl, keep string) error {
	found := false
	ast.Inspect(fn, func(n ast.Node) bool {
		sw, ok := n.(*ast.SwitchStmt)
		if !ok || !slices.ContainsFunc(sw.Body.List, func(c ast.Stmt) bool { return hasCase(c, keep) }) {
			return true
		}
		found = true
		for _, c := range sw.Body.List {
			if c.(*ast.CaseClause).List != nil && !hasCase(c, keep) {
				s.replace(c, "")
			}
		}
		return false
	})
	if !found {
		return s.moved("func %s has no switch with a case %q", funcName(fn), keep)
	}
	return nil
}

// hasCase reports whether c is the case of a switch for the string value.
func hasCase(c ast.Stmt, value string) bool {
	clause, ok := c.(*ast.CaseClause)
	return ok && slices.ContainsFunc(clause.List, func(x ast.Expr) bool {
		return isString(x, value)
	})
}

// isString reports whether x is the literal of value.
func isString(x ast.Expr, value string) bool {
	lit, ok := x.(*ast.BasicLit)
	return ok && lit.Kind == token.STRING && lit.Value == strconv.Quote(value)
}
