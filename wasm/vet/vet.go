// Package vet makes remarks about programs that compile and yet are likely to be wrong:
// some of go vet's, which take one package and the types of what it imports, and one of our
// own. A remark never keeps a program from being run.
//
// The sentences of go vet are in English, as those of the compiler are.
package vet

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"go/version"
	"maps"
	"runtime"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/atomic"
	"golang.org/x/tools/go/analysis/passes/copylock"
	"golang.org/x/tools/go/analysis/passes/defers"
	"golang.org/x/tools/go/analysis/passes/lostcancel"
	"golang.org/x/tools/go/analysis/passes/printf"
	"golang.org/x/tools/go/analysis/passes/unusedresult"
	"golang.org/x/tools/go/analysis/passes/waitgroup"
)

// maxRemarks is the most remarks about a program, as many as the compiler has errors.
const maxRemarks = 10

// analyzers are the checks of go vet that programs of a tour of concurrency need.
var analyzers = []*analysis.Analyzer{
	atomic.Analyzer, copylock.Analyzer, defers.Analyzer, lostcancel.Analyzer, printf.Analyzer,
	unusedresult.Analyzer, waitgroup.Analyzer,
}

// A Remark is about a place in a program.
type Remark struct {
	File    string
	Line    int    // from 1
	Column  int    // from 1, in bytes
	Message string // of go vet; "" if Key is set
	Key     string // of the sentence, in server/play/messages.json
}

// keyDefer is the Key of the remark about a defer statement in a loop.
const keyDefer = "vet.defer"

// Check returns remarks about the files of a program, by name, in order. importer finds what
// they import. There are none about a program that does not compile: the compiler reports why.
func Check(files map[string]string, importer types.Importer) (remarks []Remark) {
	defer func() {
		// The checks are made for programs that people build; one that breaks makes no remark.
		if recover() != nil {
			remarks = nil
		}
	}()
	return check(files, importer)
}

// check does what Check says, and may panic.
func check(files map[string]string, importer types.Importer) (remarks []Remark) {
	p := typeCheck(files, importer)
	if p == nil {
		return nil
	}
	report := func(pos token.Pos, message, key string) {
		at := p.fset.PositionFor(pos, false)
		remarks = append(remarks, Remark{at.Filename, at.Line, at.Column, message, key})
	}
	p.analyze(func(d analysis.Diagnostic) { report(d.Pos, d.Message, "") })
	for _, file := range p.files {
		for _, at := range loopDefers(file) {
			report(at, "", keyDefer)
		}
	}
	slices.SortFunc(remarks, func(a, b Remark) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Message, b.Message))
	})
	remarks = slices.Compact(remarks)
	return remarks[:min(len(remarks), maxRemarks)]
}

// A program is one that compiles.
type program struct {
	fset  *token.FileSet
	files []*ast.File
	pkg   *types.Package
	info  *types.Info
	sizes types.Sizes
}

// typeCheck returns nil if the program does not compile.
func typeCheck(files map[string]string, importer types.Importer) *program {
	p := &program{fset: token.NewFileSet(), sizes: types.SizesFor("gc", "wasm")}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		file, err := parser.ParseFile(p.fset, name, files[name], parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil
		}
		p.files = append(p.files, file)
	}
	p.info = &types.Info{
		Types:        map[ast.Expr]types.TypeAndValue{},
		Instances:    map[*ast.Ident]types.Instance{},
		Defs:         map[*ast.Ident]types.Object{},
		Uses:         map[*ast.Ident]types.Object{},
		Implicits:    map[ast.Node]types.Object{},
		Selections:   map[*ast.SelectorExpr]*types.Selection{},
		Scopes:       map[ast.Node]*types.Scope{},
		FileVersions: map[*ast.File]string{},
	}
	// Programs are built by the release that this is built by.
	config := types.Config{Importer: importer, Sizes: p.sizes, GoVersion: version.Lang(runtime.Version())}
	pkg, err := config.Check("main", p.fset, p.files, p.info)
	if err != nil {
		return nil
	}
	p.pkg = pkg
	return p
}
