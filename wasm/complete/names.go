package complete

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"asynctour/wasm/imports"
)

// Keywords, by where they can be written.
const (
	declarationKeywords = "const func import type var"
	statementKeywords   = "break case const continue default defer else fallthrough for func go goto if return select switch type var"
	expressionKeywords  = "chan func interface map range struct"
)

// names returns what a name at the cursor could be: the keys of the structure
// that is being written, what is in scope from the inside out, keywords, and the
// packages that are not imported yet.
func (c *Completer) names(p *program, at cursor) []Item {
	if len(at.open) == 0 && at.statement {
		return keywords(declarationKeywords)
	}
	if !p.file.Package.IsValid() {
		return nil // no package clause, after which imports could be added
	}
	items := p.keys()
	taken := map[string]bool{}
	scope := p.pkg.Scope().Innermost(p.pos)
	if scope == nil {
		scope = p.pkg.Scope()
	}
	for ; scope != nil; scope = scope.Parent() {
		if scope == types.Universe {
			items = append(items, keywords(keywordsAt(at))...)
		}
		for _, name := range scope.Names() {
			_, obj := scope.LookupParent(name, p.pos)
			if obj == nil || obj.Parent() != scope || taken[name] || name == "_" || name == placeholder {
				continue
			}
			taken[name] = true
			items = append(items, p.named(obj))
		}
	}
	for _, path := range c.packages {
		if name := imports.Name(path); !taken[name] && path != "builtin" {
			item := Item{Label: name, Kind: Package, Detail: path, Package: path}
			items = append(items, p.importing(item, path))
		}
	}
	return items
}

// named describes an object in scope.
func (p *program) named(obj types.Object) Item {
	item := p.item(obj, obj.Name())
	if obj, ok := obj.(*types.Builtin); ok {
		item.Kind, item.Detail = Func, builtins[obj.Name()]
	}
	return item
}

func keywordsAt(at cursor) string {
	if at.statement {
		return statementKeywords
	}
	return expressionKeywords
}

func keywords(words string) []Item {
	var items []Item
	for word := range strings.FieldsSeq(words) {
		items = append(items, Item{Label: word, Kind: Keyword})
	}
	return items
}

// keys returns the fields of the structure in whose literal the cursor begins
// an element, those apart that it has.
func (p *program) keys() []Item {
	var literal *ast.CompositeLit
	ast.Inspect(p.file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.CompositeLit); ok && slices.ContainsFunc(lit.Elts, p.isKey) {
			literal = lit
		}
		return literal == nil
	})
	if literal == nil {
		return nil
	}
	typ := p.info.TypeOf(literal)
	if typ == nil {
		return nil
	}
	structure := structOf(typ)
	if structure == nil {
		return nil
	}
	has := map[string]bool{}
	for _, element := range literal.Elts {
		if pair, ok := element.(*ast.KeyValueExpr); ok {
			if key, ok := pair.Key.(*ast.Ident); ok {
				has[key.Name] = true
			}
		}
	}
	var items []Item
	for field := range structure.Fields() {
		if p.visible(field) && !has[field.Name()] {
			items = append(items, p.item(field, typeName(typ)+field.Name()))
		}
	}
	return items
}

// isKey reports whether an element of a literal is the name at the cursor, with
// a value or without.
func (p *program) isKey(element ast.Expr) bool {
	if pair, ok := element.(*ast.KeyValueExpr); ok {
		element = pair.Key
	}
	return p.pos != token.NoPos && element.Pos() == p.pos && element == p.node
}

// builtins are the signatures of Go's own functions, as package builtin
// documents them.
var builtins = map[string]string{
	"append":  "func(slice []Type, elems ...Type) []Type",
	"cap":     "func(v Type) int",
	"clear":   "func(t Type)",
	"close":   "func(c chan<- Type)",
	"complex": "func(r, i FloatType) ComplexType",
	"copy":    "func(dst, src []Type) int",
	"delete":  "func(m map[Type]Type1, key Type)",
	"imag":    "func(c ComplexType) FloatType",
	"len":     "func(v Type) int",
	"make":    "func(t Type, size ...int) Type",
	"max":     "func(x Type, y ...Type) Type",
	"min":     "func(x Type, y ...Type) Type",
	"new":     "func(Type) *Type",
	"panic":   "func(v any)",
	"print":   "func(args ...Type)",
	"println": "func(args ...Type)",
	"real":    "func(c ComplexType) FloatType",
	"recover": "func() any",
}
