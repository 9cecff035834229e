package overlay

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"
)

// compileMain leaves only wasm in the compiler's table of architectures, of which
// GOARCH's entry alone is used.
func compileMain(t *tree) error {
	s, err := t.open("cmd/compile/main.go")
	if err != nil {
		return err
	}
	table, err := s.literal("archInits")
	if err != nil {
		return err
	}
	var wasm *ast.KeyValueExpr
	for _, element := range table.Elts {
		if kv, ok := element.(*ast.KeyValueExpr); ok && isString(kv.Key, "wasm") {
			wasm = kv
		}
	}
	if wasm == nil {
		return s.moved("var archInits has no \"wasm\"")
	}
	s.changes = append(s.changes, change{s.offset(table.Lbrace) + 1, s.offset(table.Rbrace), s.of(wasm)})
	return nil
}

// newConfig leaves only the wasm case of the switch that configures the back end by
// GOARCH: nothing else refers to the other architectures' rewrite rules.
func newConfig(t *tree) error {
	s, fn, err := t.fn("cmd/compile/internal/ssa/config.go", "NewConfig")
	if err != nil {
		return err
	}
	return s.keepCases(fn, "wasm")
}

// opGen is the generated table of operations and registers.
const opGen = "cmd/compile/internal/ssa/opGen.go"

// opcodes blanks the other architectures' operations and registers, and removes their
// rewrite rules. The operations keep their numbers, by which values are sorted; the back
// end makes only generic ones and, its rules being wasm's, those of wasm.
func opcodes(t *tree) error {
	s, err := t.open(opGen)
	if err != nil {
		return err
	}
	table, err := s.literal("opcodeTable")
	if err != nil {
		return err
	}
	names := s.operations()
	if len(names) < len(table.Elts) {
		return s.moved("%d constants from OpInvalid on, and %d elements in opcodeTable", len(names), len(table.Elts))
	}
	wasm, generic := 0, 0
	for i, element := range table.Elts {
		switch {
		case i == 0: // OpInvalid
		case strings.HasPrefix(names[i], "OpWasm"):
			wasm++
		case isGeneric(element):
			generic++
		default:
			s.replace(element, "{}")
		}
	}
	if wasm == 0 || generic == 0 {
		return s.moved("opcodeTable is not of generic operations, OpWasm… and others")
	}
	return dropRegisters(t, s)
}

// operations returns the constants' names from OpInvalid on, in order.
func (s *source) operations() []string {
	for _, decl := range s.file.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.CONST || gen.Specs[0].(*ast.ValueSpec).Names[0].Name != "OpInvalid" {
			continue
		}
		var names []string
		for _, spec := range gen.Specs {
			names = append(names, spec.(*ast.ValueSpec).Names[0].Name)
		}
		return names
	}
	return nil
}

// isGeneric reports whether an element of the opcode table has generic: true.
func isGeneric(element ast.Expr) bool {
	lit, ok := element.(*ast.CompositeLit)
	return ok && slices.ContainsFunc(lit.Elts, func(x ast.Expr) bool {
		kv, ok := x.(*ast.KeyValueExpr)
		if !ok {
			return false
		}
		key, ok := kv.Key.(*ast.Ident)
		return ok && key.Name == "generic"
	})
}

// dropRegisters removes the registers of each other architecture, which NewConfig named,
// and its rewrite rules, rewriteARM64.go and the like.
func dropRegisters(t *tree, s *source) error {
	vars := s.vars()
	if vars["registersWasm"] == nil {
		return s.moved("no var registersWasm")
	}
	for name := range vars {
		arch, ok := strings.CutPrefix(name, "registers")
		if !ok || arch == "Wasm" {
			continue
		}
		for other, decl := range vars {
			if strings.HasSuffix(other, arch) {
				s.replace(decl, "")
			}
		}
		rules, err := t.glob(path.Dir(opGen) + "/rewrite" + arch + "*.go")
		if err != nil {
			return err
		}
		if len(rules) == 0 {
			return s.moved("var %s, and no rewrite%s.go", name, arch)
		}
		for _, file := range rules {
			t.remove(file)
		}
	}
	return nil
}

// simd empties the list of SIMD intrinsics, which are for amd64.
func simd(t *tree) error {
	s, fn, err := t.fn("cmd/compile/internal/ssagen/simdintrinsics.go", "simdIntrinsics")
	if err != nil {
		return err
	}
	s.replace(fn.Body, "{}")
	return nil
}

// intrinsics removes the intrinsics of other architectures: the calls of add, addF and
// alias that name architectures, but not wasm. Of the table that they fill only GOARCH's
// entry is used. It is no longer checked that an alias is of something on some
// architecture.
func intrinsics(t *tree) error {
	s, alias, err := t.fn("cmd/compile/internal/ssagen/intrinsics.go", "intrinsicBuilders.alias")
	if err != nil {
		return err
	}
	last := alias.Body.List[len(alias.Body.List)-1]
	if _, ok := last.(*ast.IfStmt); !ok {
		return s.moved("func intrinsicBuilders.alias does not end in an if")
	}
	s.replace(last, "_ = aliased")
	fn, err := s.fn("initIntrinsics")
	if err != nil {
		return err
	}
	dropped := 0
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ExprStmt:
			if call, ok := n.X.(*ast.CallExpr); ok && isForOthers(call) {
				s.replace(n, "")
				dropped++
				return false
			}
		case *ast.BlockStmt:
			s.useFuncs(n)
		}
		return true
	})
	if dropped == 0 {
		return s.moved("func initIntrinsics adds nothing for other architectures")
	}
	return nil
}

// useFuncs adds a use, _ = f, for each f := func… of a block, whose other uses may be
// removed.
func (s *source) useFuncs(block *ast.BlockStmt) {
	for _, stmt := range block.List {
		assign, ok := stmt.(*ast.AssignStmt)
		if !ok || assign.Tok != token.DEFINE || len(assign.Lhs) != 1 {
			continue
		}
		if _, ok := assign.Rhs[0].(*ast.FuncLit); ok {
			s.insert(assign, "; _ = "+s.of(assign.Lhs[0]))
		}
	}
}

// isForOthers reports whether a call of add, addF or alias ends in architectures,
// sys.AMD64 or sys.ArchAMD64, wasm's not among them.
func isForOthers(call *ast.CallExpr) bool {
	id, ok := call.Fun.(*ast.Ident)
	if !ok || !slices.Contains([]string{"add", "addF", "alias"}, id.Name) {
		return false
	}
	archs := 0
	for _, arg := range call.Args {
		sel, ok := arg.(*ast.SelectorExpr)
		if !ok {
			continue
		}
		if pkg, ok := sel.X.(*ast.Ident); !ok || pkg.Name != "sys" {
			continue
		}
		if strings.HasSuffix(sel.Sel.Name, "Wasm") {
			return false
		}
		archs++
	}
	return archs > 0
}
