package overlay

import (
	"go/ast"
	"strings"
)

// telemetry replaces the counters, which write to the user's folders, by those of the
// bootstrap, which do nothing.
func telemetry(t *tree) error {
	const dir = "cmd/internal/telemetry/counter/"
	s, err := t.open(dir + "counter_bootstrap.go")
	if err != nil {
		return err
	}
	for _, comment := range s.file.Comments {
		if comment.Pos() < s.file.Package && strings.HasPrefix(comment.List[0].Text, "//go:build") {
			s.replace(comment, "")
			t.remove(dir + "counter.go")
			return nil
		}
	}
	return s.moved("no //go:build line")
}

// files removes files that the compiler does not use, for tests and debuggers, and the
// reader of profiles, which New of pgoir called.
func files(t *tree) error {
	for name, holds := range map[string]string{
		"cmd/compile/internal/ir/dump.go":        "DumpAny",
		"cmd/compile/internal/syntax/testing.go": "CommentMap",
		"cmd/internal/pgo/pprof.go":              "FromPProf",
	} {
		s, err := t.open(name)
		if err != nil {
			return err
		}
		if _, err := s.fn(holds); err != nil {
			return err
		}
		t.remove(name)
	}
	return nil
}

// boring removes the ciphers of the package that stands for BoringCrypto where it is
// absent: the compiler only hashes with SHA-256, and they would add AES, SHA-3 and 32 MB
// of memory for randomness.
func boring(t *tree) error {
	s, err := t.open("crypto/internal/boring/notboring.go")
	if err != nil {
		return err
	}
	return s.drop("cipher")
}

// cgoPragmas removes the writing of //go:cgo_ lines, which the compiler accepts in files
// made by cgo and in the standard library.
func cgoPragmas(t *tree) error {
	s, fn, err := t.fn("cmd/compile/internal/gc/obj.go", "dumpLinkerObj")
	if err != nil {
		return err
	}
	for _, stmt := range fn.Body.List {
		test, ok := stmt.(*ast.IfStmt)
		if !ok || test.Init != nil || !strings.Contains(s.of(test.Cond), "CgoPragmas") {
			continue
		}
		s.replace(test.Body, panics)
		return nil
	}
	return s.moved("func dumpLinkerObj has no if with CgoPragmas")
}

// s390xTypes removes functions that only the rewrite rules of s390x called. With
// checkFunc left out too, the package is not linked any more.
func s390xTypes(t *tree) error {
	s, err := t.open("cmd/compile/internal/ssa/rewrite.go")
	if err != nil {
		return err
	}
	return s.drop("s390x")
}

// drop removes the functions that refer to the package pkg.
func (s *source) drop(pkg string) error {
	found := false
	for _, decl := range s.file.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok && mentions(fn, pkg) {
			s.replace(fn, "")
			found = true
		}
	}
	if !found {
		return s.moved("no func with anything of package %s", pkg)
	}
	return nil
}

// cgoDirectives reads the lines //go:cgo_…, of which the runtime has one, without encoding/json.
func cgoDirectives(t *tree) error {
	s, fn, err := t.fn("cmd/link/internal/ld/go.go", "loadcgo")
	if err != nil {
		return err
	}
	const decode = "json.NewDecoder(strings.NewReader(p)).Decode(&directives)"
	found := false
	ast.Inspect(fn, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && s.of(call) == decode {
			s.replace(call, "decodeDirectives(p, &directives)")
			found = true
		}
		return !found
	})
	if !found {
		return s.moved("func loadcgo has no %s", decode)
	}
	s.insert(s.file, decodeDirectives)
	return nil
}

// decodeDirectives is JSON of the one shape [["a","b"],["c"]].
const decodeDirectives = `

func decodeDirectives(p string, to *[][]string) error {
	depth := 0
	for p = strings.TrimSpace(p); p != ""; p = strings.TrimSpace(p) {
		switch c := p[0]; {
		case c == '[' && depth < 2:
			if depth++; depth == 2 {
				*to = append(*to, nil)
			}
		case c == ']' && depth > 0:
			if depth--; depth == 0 {
				return nil
			}
		case c == ',' && depth > 0:
		case c == '"' && depth == 2:
			quoted, err := strconv.QuotedPrefix(p)
			if err != nil {
				return err
			}
			word, err := strconv.Unquote(quoted)
			if err != nil {
				return err
			}
			last := len(*to) - 1
			(*to)[last] = append((*to)[last], word)
			p = p[len(quoted):]
			continue
		default:
			return fmt.Errorf("unexpected %q", p)
		}
		p = p[1:]
	}
	return fmt.Errorf("unexpected end")
}
`

// mentions reports whether a node has a selector on the package name.
func mentions(node ast.Node, name string) bool {
	found := false
	ast.Inspect(node, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			id, ok := sel.X.(*ast.Ident)
			found = found || ok && id.Name == name
		}
		return !found
	})
	return found
}
