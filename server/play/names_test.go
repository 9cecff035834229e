package play

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// maxNames is how many names the contract may have: constants, variables, types and
// functions, as go doc lists them, without methods and fields. Everybody who takes part
// in a run learns them all.
const maxNames = 60

// TestNames counts them.
func TestNames(t *testing.T) {
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	p, err := doc.NewFromFiles(fset, files, "asynctour/server/play")
	if err != nil {
		t.Fatal(err)
	}
	n := len(p.Types) + len(p.Funcs)
	values := append(p.Consts, p.Vars...)
	for _, typ := range p.Types {
		n += len(typ.Funcs)
		values = append(append(values, typ.Consts...), typ.Vars...)
	}
	for _, v := range values {
		for _, name := range v.Names {
			if ast.IsExported(name) {
				n++
			}
		}
	}
	if n > maxNames {
		t.Errorf("package play has %d names, %d are enough", n, maxNames)
	}
	t.Logf("%d names", n)
}
