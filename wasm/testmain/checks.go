package testmain

import (
	"go/ast"
	"go/parser"
	"go/token"

	"asynctour/server/play"
)

// Checks returns the names of the checks in the source of a file of tests, in order. A
// function with the name of a test and another signature is wrong.
func Checks(name, source string) (names []string, wrong []play.Diagnostic) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, nil // the compiler reports it
	}
	var t tests
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && named(f.Name.Name, "Test") && t.check(fset, f, "T") {
			names = append(names, f.Name.Name)
		}
	}
	return names, t.wrong
}
