// Package testmain writes the program that runs a reader's tests, as go test writes one:
// tests, examples with their output, the seeds of fuzz targets, and TestMain.
package testmain

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"asynctour/server/play"
)

const (
	// Import is the path by which the program imports the package that it tests.
	Import = "snippet"
	// File is the program's name. No reader's file has such a one.
	File = "test-main.go"
)

// In reports whether one of the files has tests: then they are what runs.
func In(files map[string]string) bool {
	for name := range files {
		if strings.HasSuffix(name, "_test.go") {
			return true
		}
	}
	return false
}

// Source returns the program that runs the tests of files, by name. If a function has
// the name of a test and not its signature, it returns the error that go test reports.
func Source(files map[string]string) (source string, wrong []play.Diagnostic) {
	var t tests
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if !strings.HasSuffix(name, "_test.go") {
			continue
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, files[name], parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			continue // the compiler reports it
		}
		t.add(fset, file)
	}
	return t.source(), t.wrong
}

// A kind is a kind of function that go test calls.
type kind struct {
	prefix   string
	argument string // the type of its argument, of package testing
}

var kinds = []kind{{"Test", "T"}, {"Benchmark", "B"}, {"Fuzz", "F"}}

// tests are the functions that go test calls.
type tests struct {
	calls    map[string][]string // by kind.prefix, in order
	main     bool                // there is a TestMain
	examples []*doc.Example
	wrong    []play.Diagnostic
}

// add adds the functions of one file.
func (t *tests) add(fset *token.FileSet, file *ast.File) {
	for _, decl := range file.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok || f.Recv != nil {
			continue
		}
		if f.Name.Name == "TestMain" && !takes(f, "T") {
			t.main = t.check(fset, f, "M") || t.main
			continue
		}
		for _, k := range kinds {
			if named(f.Name.Name, k.prefix) && t.check(fset, f, k.argument) {
				if t.calls == nil {
					t.calls = map[string][]string{}
				}
				t.calls[k.prefix] = append(t.calls[k.prefix], f.Name.Name)
			}
		}
	}
	examples := doc.Examples(file)
	slices.SortFunc(examples, func(a, b *doc.Example) int { return a.Order - b.Order })
	for _, e := range examples {
		if e.Output != "" || e.EmptyOutput {
			t.examples = append(t.examples, e)
		}
	}
}

// named reports whether a function has the name of a test: TestX, and not Testx.
func named(name, prefix string) bool {
	rest, ok := strings.CutPrefix(name, prefix)
	first, _ := utf8.DecodeRuneInString(rest)
	return ok && (rest == "" || !unicode.IsLower(first))
}

// takes reports whether f's one argument is a pointer to a type of that name.
func takes(f *ast.FuncDecl, argument string) bool {
	params := f.Type.Params.List
	if f.Type.Results.NumFields() > 0 || len(params) != 1 || len(params[0].Names) > 1 {
		return false
	}
	pointer, ok := params[0].Type.(*ast.StarExpr)
	if !ok {
		return false
	}
	switch x := pointer.X.(type) {
	case *ast.Ident:
		return x.Name == argument
	case *ast.SelectorExpr:
		return x.Sel.Name == argument
	}
	return false
}

// check reports whether f has the signature of a test, and keeps what is wrong with it.
func (t *tests) check(fset *token.FileSet, f *ast.FuncDecl, argument string) bool {
	name := f.Name.Name
	why := ""
	if !takes(f, argument) {
		why = fmt.Sprintf("must be: func %s(%s *testing.%s)", name, strings.ToLower(argument), argument)
	}
	if f.Type.TypeParams.NumFields() > 0 {
		why = "test functions cannot have type parameters"
	}
	if why == "" {
		return true
	}
	at := fset.Position(f.Pos())
	t.wrong = append(t.wrong, play.Diagnostic{
		File: at.Filename, Line: at.Line, Column: at.Column, Severity: play.SeverityError,
		Message: fmt.Sprintf("wrong signature for %s, %s", name, why),
	})
	return false
}

// source returns the program.
func (t *tests) source() string {
	lists := map[string]string{}
	used := t.main || len(t.examples) > 0
	for prefix, names := range t.calls {
		var b strings.Builder
		for _, name := range names {
			fmt.Fprintf(&b, "\t\t{%q, %s.%s},\n", name, Import, name)
		}
		lists[prefix] = b.String()
		used = true
	}
	var examples strings.Builder
	for _, e := range t.examples {
		name := "Example" + e.Name
		fmt.Fprintf(&examples, "\t\t{%q, %s.%s, %q, %t},\n", name, Import, name, e.Output, e.Unordered)
	}
	imported := "_"
	if used {
		imported = Import
	}
	run := "os.Exit(m.Run())"
	if t.main {
		// TestMain need not exit: the code is that of the run then.
		run = Import + ".TestMain(m)\n\tos.Exit(int(reflect.ValueOf(m).Elem().FieldByName(\"exitCode\").Int()))"
	}
	return fmt.Sprintf(program, imported, Import, lists["Test"], lists["Benchmark"], lists["Fuzz"], examples.String(),
		run)
}

// program is the program; what the go command uses for deps is internal to the library.
const program = `package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"reflect"
	"testing"
	"time"

	%s %q
)

func main() {
	m := testing.MainStart(deps{}, []testing.InternalTest{
%s	}, []testing.InternalBenchmark{
%s	}, []testing.InternalFuzzTarget{
%s	}, []testing.InternalExample{
%s	})
	flag.Set("test.v", "true")
	%s
}

// deps is what package testing asks of its surroundings. Nothing is fuzzed, profiled or
// covered here: only the seeds of fuzz targets are run.
type deps struct{}

type entry = struct {
	Parent     string
	Path       string
	Data       []byte
	Values     []any
	Generation int
	IsSeed     bool
}

var errNone = errors.New("there is no such thing here")

func (deps) ImportPath() string                                 { return "snippet" }
func (deps) ModulePath() string                                 { return "snippet" }
func (deps) MatchString(_, _ string) (bool, error)              { return true, nil }
func (deps) SetPanicOnExit0(bool)                               {}
func (deps) StartCPUProfile(io.Writer) error                    { return errNone }
func (deps) StopCPUProfile()                                    {}
func (deps) StartTestLog(io.Writer)                             {}
func (deps) StopTestLog() error                                 { return nil }
func (deps) WriteProfileTo(string, io.Writer, int) error        { return errNone }
func (deps) RunFuzzWorker(func(entry) error) error              { return errNone }
func (deps) ReadCorpus(string, []reflect.Type) ([]entry, error) { return nil, nil }
func (deps) ResetCoverage()                                     {}
func (deps) SnapshotCoverage()                                  {}

func (deps) CoordinateFuzzing(time.Duration, int64, time.Duration, int64, int, []entry, []reflect.Type, string, string) error {
	return errNone
}

func (deps) CheckCorpus(values []any, types []reflect.Type) error {
	if len(values) != len(types) {
		return fmt.Errorf("wrong number of values in corpus entry: %%d, want %%d", len(values), len(types))
	}
	for i, v := range values {
		if t := reflect.TypeOf(v); t != types[i] {
			return fmt.Errorf("mismatched types in corpus entry: %%v, want %%v", t, types[i])
		}
	}
	return nil
}

func (deps) InitRuntimeCoverage() (string, func(string, string) (string, error), func() float64) {
	return "", nil, nil
}
`
