package complete

import (
	"go/ast"
	"go/doc"
	"go/types"
	"unicode/utf8"
)

// item describes an object. Its symbol is the name by which its package
// documents it: "WaitGroup.Add".
func (p *program) item(obj types.Object, symbol string) Item {
	item := Item{Label: obj.Name(), Detail: p.typeString(obj.Type())}
	switch obj := obj.(type) {
	case *types.Func:
		item.Kind = Func
		if obj.Signature().Recv() != nil {
			item.Kind = Method
		}
	case *types.Var:
		item.Kind = Var
		if obj.IsField() {
			item.Kind = Field
		}
	case *types.Const:
		item.Kind = Const
		if value := obj.Val().String(); value != obj.Name() { // not true and false
			item.Detail += " = " + value
		}
	case *types.Nil:
		item.Kind = Const
	case *types.TypeName:
		item.Kind = Type
		item.Detail = p.shape(obj)
	case *types.PkgName:
		item.Kind = Package
		item.Detail = obj.Imported().Path()
		item.Package = item.Detail
		return item
	}
	item.Detail = shorten(item.Detail)
	switch pkg := obj.Pkg(); pkg {
	case p.pkg:
		item.Doc = p.comment(obj)
	case nil:
		item.Package, item.Symbol = "builtin", symbol
	default:
		item.Package, item.Symbol = pkg.Path(), symbol
	}
	return item
}

// shape returns in a word or two what a type is made of.
func (p *program) shape(name *types.TypeName) string {
	switch typ := name.Type().Underlying().(type) {
	case *types.Struct:
		return "struct"
	case *types.Interface:
		return "interface"
	case *types.Basic:
		if name.Pkg() == nil {
			return "type"
		}
		return typ.Name()
	default:
		return p.typeString(typ)
	}
}

// typeString writes a type as the source would: packages by name, its own not
// at all.
func (p *program) typeString(typ types.Type) string {
	return types.TypeString(typ, func(pkg *types.Package) string {
		if pkg == p.pkg {
			return ""
		}
		return pkg.Name()
	})
}

// shorten cuts what is too long for a line.
func shorten(text string) string {
	if utf8.RuneCountInString(text) <= maxDetail {
		return text
	}
	return string([]rune(text)[:maxDetail-1]) + "…"
}

// comment returns the first sentence of the comment on what the source declares.
func (p *program) comment(obj types.Object) string {
	text := ""
	for _, file := range p.all {
		for _, decl := range file.Decls {
			if obj.Pos() < decl.Pos() || obj.Pos() >= decl.End() {
				continue
			}
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				if decl.Name.Pos() == obj.Pos() {
					text = decl.Doc.Text()
				}
			case *ast.GenDecl:
				text = commentIn(decl, obj)
			}
		}
	}
	return new(doc.Package).Synopsis(text)
}

// commentIn returns the comment on an object, or on the group of which it is.
func commentIn(decl *ast.GenDecl, obj types.Object) string {
	text := ""
	ast.Inspect(decl, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.TypeSpec:
			if n.Name.Pos() == obj.Pos() {
				text = first(n.Doc, n.Comment, decl.Doc)
			}
		case *ast.ValueSpec:
			for _, name := range n.Names {
				if name.Pos() == obj.Pos() {
					text = first(n.Doc, n.Comment, decl.Doc)
				}
			}
		case *ast.Field:
			for _, name := range n.Names {
				if name.Pos() == obj.Pos() {
					text = first(n.Doc, n.Comment)
				}
			}
		}
		return true
	})
	return text
}

// first returns the first comment that there is.
func first(groups ...*ast.CommentGroup) string {
	for _, group := range groups {
		if group != nil {
			return group.Text()
		}
	}
	return ""
}
