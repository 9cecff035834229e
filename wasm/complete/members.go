package complete

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"
)

// members returns what may follow the dot: what a package exports, or the
// fields and methods of a value.
func (c *Completer) members(p *program) []Item {
	selector, ok := p.node.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	if name, ok := selector.X.(*ast.Ident); ok {
		switch obj := p.info.Uses[name].(type) {
		case *types.PkgName:
			return p.exports(obj.Imported())
		case nil:
			return c.missing(p, name.Name)
		}
	}
	typ := p.info.TypeOf(selector.X)
	if typ == nil || typ == types.Typ[types.Invalid] {
		return nil
	}
	items := p.fields(typ)
	slices.SortFunc(items, byLabel)
	methods := p.methods(typ)
	slices.SortFunc(methods, byLabel)
	return append(items, methods...)
}

func byLabel(a, b Item) int { return cmp.Compare(a.Label, b.Label) }

// exports returns what a package offers to others.
func (p *program) exports(pkg *types.Package) []Item {
	var items []Item
	scope := pkg.Scope()
	for _, name := range scope.Names() {
		if obj := scope.Lookup(name); obj.Exported() {
			items = append(items, p.item(obj, name))
		}
	}
	return items
}

// methods returns the methods that a value of a type has, with those of its
// address: the compiler takes that where it can.
func (p *program) methods(typ types.Type) []Item {
	set := types.NewMethodSet(typ)
	if _, pointer := types.Unalias(typ).(*types.Pointer); !pointer && !types.IsInterface(typ) {
		set = types.NewMethodSet(types.NewPointer(typ))
	}
	var items []Item
	for selection := range set.Methods() {
		if method := selection.Obj(); p.visible(method) {
			items = append(items, p.item(method, owner(method)+method.Name()))
		}
	}
	return items
}

// owner returns the name of the type that declares a method, and a dot; nothing
// where that has no name.
func owner(method types.Object) string {
	recv := method.Type().(*types.Signature).Recv()
	if recv == nil {
		return ""
	}
	return typeName(recv.Type())
}

// typeName returns the name of a type, or of what it points to, and a dot.
func typeName(typ types.Type) string {
	typ = types.Unalias(typ)
	if pointer, ok := typ.(*types.Pointer); ok {
		typ = types.Unalias(pointer.Elem())
	}
	if named, ok := typ.(*types.Named); ok {
		return named.Obj().Name() + "."
	}
	return ""
}

// fields returns the fields of a value of a type, with those of the structures
// embedded in it; the outer hides the inner of the same name.
func (p *program) fields(typ types.Type) []Item {
	var items []Item
	seen := map[types.Type]bool{}
	names := map[string]bool{}
	for level := []types.Type{typ}; len(level) > 0; {
		var next []types.Type
		for _, typ := range level {
			structure := structOf(typ)
			if structure == nil || seen[structure] {
				continue
			}
			seen[structure] = true
			for field := range structure.Fields() {
				if field.Embedded() {
					next = append(next, field.Type())
				}
				if p.visible(field) && !names[field.Name()] {
					names[field.Name()] = true
					items = append(items, p.item(field, typeName(typ)+field.Name()))
				}
			}
		}
		level = next
	}
	return items
}

// structOf returns the structure that a type is or points to, or nil.
func structOf(typ types.Type) *types.Struct {
	typ = typ.Underlying()
	if pointer, ok := typ.(*types.Pointer); ok {
		typ = pointer.Elem().Underlying()
	}
	structure, _ := typ.(*types.Struct)
	return structure
}

// visible reports whether the source may name a field or a method.
func (p *program) visible(obj types.Object) bool {
	return obj.Name() != "_" && (obj.Exported() || obj.Pkg() == p.pkg)
}
