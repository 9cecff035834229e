package vet

import (
	"go/types"
	"reflect"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/ctrlflow"
)

// A factKey is what a fact is about, and its type.
type factKey struct {
	object types.Object
	fact   reflect.Type
}

// analyze runs all analyzers on the program. What they find out about the packages that it
// imports is not there, save for the functions that never return.
func (p *program) analyze(report func(analysis.Diagnostic)) {
	results := map[*analysis.Analyzer]any{}
	var run func(a *analysis.Analyzer)
	run = func(a *analysis.Analyzer) {
		if _, done := results[a]; done {
			return
		}
		for _, required := range a.Requires {
			run(required)
		}
		result, err := a.Run(p.pass(a, results, report))
		if err != nil {
			panic(err) // a fault of the check's, as its panic would be
		}
		results[a] = result
	}
	for _, a := range analyzers {
		run(a)
	}
}

// pass returns what an analyzer works with.
func (p *program) pass(
	a *analysis.Analyzer, results map[*analysis.Analyzer]any, report func(analysis.Diagnostic),
) *analysis.Pass {
	facts := map[factKey]analysis.Fact{}
	return &analysis.Pass{
		Analyzer: a, Fset: p.fset, Files: p.files, Pkg: p.pkg, TypesInfo: p.info, TypesSizes: p.sizes,
		ResultOf: results,
		Report:   report,
		ImportObjectFact: func(object types.Object, fact analysis.Fact) bool {
			if found, ok := facts[factKey{object, reflect.TypeOf(fact)}]; ok {
				reflect.ValueOf(fact).Elem().Set(reflect.ValueOf(found).Elem())
				return true
			}
			return a == ctrlflow.Analyzer && neverReturns(object)
		},
		ExportObjectFact: func(object types.Object, fact analysis.Fact) {
			facts[factKey{object, reflect.TypeOf(fact)}] = fact
		},
		ImportPackageFact: func(*types.Package, analysis.Fact) bool { return false },
		ExportPackageFact: func(analysis.Fact) {},
		AllObjectFacts:    func() []analysis.ObjectFact { return nil },
		AllPackageFacts:   func() []analysis.PackageFact { return nil },
	}
}

// neverReturning lists the functions of the library that never return, and that programs call.
const neverReturning = " os.Exit log.Fatal log.Fatalf log.Fatalln log.Panic log.Panicf log.Panicln " +
	"(*log.Logger).Fatal (*log.Logger).Fatalf (*log.Logger).Fatalln " +
	"(*log.Logger).Panic (*log.Logger).Panicf (*log.Logger).Panicln " +
	"(*testing.common).FailNow (*testing.common).Fatal (*testing.common).Fatalf " +
	"(*testing.common).SkipNow (*testing.common).Skip (*testing.common).Skipf "

func neverReturns(object types.Object) bool {
	f, ok := object.(*types.Func)
	return ok && strings.Contains(neverReturning, " "+f.FullName()+" ")
}
