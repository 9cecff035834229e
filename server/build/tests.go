package build

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// tested is what a program that is tested is imported as.
	tested = "snippet"
	// testMain is the file that calls the tests. No reader's file has such a name.
	testMain = "test-main.go"
)

// isTest reports whether one of the files has tests: then they are what runs.
func isTest(names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return strings.HasSuffix(name, "_test.go") })
}

// testMainSource is a program that says of each test how it ends.
const testMainSource = `package main

import (
	"flag"
	"testing"

	%s %q
)

func main() {
	testing.Init()
	flag.Set("test.v", "true")
	all := func(_, _ string) (bool, error) { return true, nil }
	testing.Main(all, []testing.InternalTest{
%s	}, nil, nil)
}
`

// writeTestMain puts into dir the program that runs the tests of files, and an
// importcfg in which it finds them, and returns that file's path. It uses
// testing.Main, since what the go command uses instead is internal and large.
func writeTestMain(dir, importcfg string, files map[string]string) (string, error) {
	var calls strings.Builder
	name := "_"
	for _, test := range tests(files) {
		name = tested
		fmt.Fprintf(&calls, "\t\t{%q, %s.%s},\n", test, tested, test)
	}
	source := fmt.Sprintf(testMainSource, name, tested, calls.String())
	if err := os.WriteFile(filepath.Join(dir, testMain), []byte(source), 0o600); err != nil {
		return "", err
	}
	config, err := os.ReadFile(importcfg)
	if err != nil {
		return "", err
	}
	config = fmt.Appendf(config, "packagefile %s=%s\n", tested, filepath.Join(dir, tested+".a"))
	path := filepath.Join(dir, "importcfg")
	return path, os.WriteFile(path, config, 0o600)
}

// tests returns the names of the test functions in files, in the order in which
// they stand there.
func tests(files map[string]string) (names []string) {
	for _, file := range slices.Sorted(maps.Keys(files)) {
		if !strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, files[file], parser.SkipObjectResolution)
		if err != nil {
			continue // the compiler says it better
		}
		for _, decl := range parsed.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && isTestFunc(f) {
				names = append(names, f.Name.Name)
			}
		}
	}
	return names
}

// isTestFunc reports whether f is a test as go test knows them: func TestX(*testing.T).
func isTestFunc(f *ast.FuncDecl) bool {
	rest, ok := strings.CutPrefix(f.Name.Name, "Test")
	if first, _ := utf8.DecodeRuneInString(rest); !ok || unicode.IsLower(first) {
		return false
	}
	if f.Recv != nil || f.Type.TypeParams != nil || f.Type.Results != nil || len(f.Type.Params.List) != 1 || len(f.Type.Params.List[0].Names) > 1 {
		return false
	}
	pointer, ok := f.Type.Params.List[0].Type.(*ast.StarExpr)
	if !ok {
		return false
	}
	selector, ok := pointer.X.(*ast.SelectorExpr)
	return ok && selector.Sel.Name == "T"
}
