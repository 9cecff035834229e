package testmain

import (
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"asynctour/server/play"
)

const (
	// CheckedFile is the name of the file that a program with checks has beside the reader's, which it follows
	// when they are compiled. Its init runs the checks, and the reader's main is not called.
	CheckedFile = "tour-checks.go"
	// Runner is the package that runs checks, in place of testing and testing/synctest. It is linked with the flag
	// of traced programs.
	Runner = "snippet/internal/checks"

	// mark ends each name that checks declare. No name of a reader's has it, so the reader's code can neither meet
	// nor use theirs.
	mark = "ᐧ"

	checkName = "check_test.go" // as compilers report it
)

// Environment returns the variables by which the program that runs checks is given the secret of the run, which begins
// each verdict, the name of the one check that is run ("" for all), and how often they all are.
//
// Natively goroutines are as they are on wasm: none runs beside another, and none is
// interrupted where it does not wait. So a verdict is the same everywhere, and no race of two
// goroutines can write what Go's types rule out.
func Environment(secret, only string, rounds int) []string {
	return []string{"TOUR_CHECKS=" + secret, "TOUR_CHECK=" + only, "TOUR_ROUNDS=" + strconv.Itoa(rounds),
		"GOMAXPROCS=1", "GODEBUG=asyncpreemptoff=1"}
}

// A Verdict is what the program writes of one check.
type Verdict struct {
	Name string
	OK   bool
	Text string // what was measured, where it is not OK
}

// ParseVerdict reads what follows the secret on a line.
func ParseVerdict(line string) Verdict {
	how, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	name, text, _ := strings.Cut(rest, " ")
	return Verdict{name, how == "ok", text}
}

// Checked returns the program that runs checks, the source of a check_test.go, on the files
// of a reader. These are held to what they may do where verdicts are made: an error is a
// *play.Fault. items say where a file does not parse, and come with an error too.
//
// The checks are of the same package as what they check, for that is how they call it. So
// their own names are changed to such as the reader cannot write, and files of the reader
// may not declare what Go predeclares, which would have another meaning in the checks too,
// nor change the variables of a package that both import.
func Checked(files map[string]string, checks string) (program map[string]string, items []play.Diagnostic, err error) {
	program = map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if items, err = hold(name, files[name]); err != nil {
			return nil, items, err
		}
		program[name] = files[name]
	}
	program[CheckedFile], err = apart(checks)
	return program, nil, err
}

// IsChecked reports whether Checked has made files.
func IsChecked(files map[string]string) bool {
	_, ok := files[CheckedFile]
	return ok
}

// apart returns the checks under names of their own, with the init that runs them. An error
// is the author's.
func apart(checks string) (string, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, checkName, checks, 0)
	if err != nil {
		return "", fmt.Errorf("parse %s: %w", checkName, err)
	}
	e := editor{fset: fset}
	imported := map[string]bool{}
	runner := ""
	for _, spec := range file.Imports {
		name, path := nameOf(spec), pathOf(spec)
		if path == "testing" {
			runner = name + mark
		}
		if path == "testing" || path == "testing/synctest" {
			path = Runner
		}
		imported[name] = true
		e.replace(spec, fmt.Sprintf("%s %q", name+mark, path))
	}
	keys := fields(file)
	ast.Inspect(file, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || keys[id] {
			return true
		}
		own := id.Obj != nil && file.Scope.Lookup(id.Name) == id.Obj
		if own || id.Obj == nil && imported[id.Name] && slices.Contains(file.Unresolved, id) {
			e.replace(id, id.Name+mark)
		}
		return true
	})
	var list strings.Builder
	names, _ := Checks(checkName, checks)
	for _, name := range names {
		fmt.Fprintf(&list, "\t\t{%q, %s},\n", name, name+mark)
	}
	const form = "//line %s:1\n%s\n\nfunc init() {\n\t%s.Run([]%[3]s.Check{\n%s\t})\n}\n"
	return fmt.Sprintf(form, checkName, e.apply(checks), runner, list.String()), nil
}

// fields returns the keys of composite literals that name fields, which the parser takes for names of the package.
func fields(file *ast.File) map[*ast.Ident]bool {
	found := map[*ast.Ident]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		switch lit.Type.(type) {
		case *ast.MapType, *ast.ArrayType:
			return true
		}
		for _, element := range lit.Elts {
			if pair, ok := element.(*ast.KeyValueExpr); ok {
				if key, ok := pair.Key.(*ast.Ident); ok {
					found[key] = true
				}
			}
		}
		return true
	})
	return found
}

// nameOf returns the name by which a file knows what it imports: its own, or the last element of the path.
func nameOf(spec *ast.ImportSpec) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	whole := pathOf(spec)
	base := path.Base(whole)
	if rest, ok := strings.CutPrefix(base, "v"); ok && strings.Trim(rest, "0123456789") == "" {
		base = path.Base(path.Dir(whole))
	}
	return base
}

func pathOf(spec *ast.ImportSpec) string {
	path, _ := strconv.Unquote(spec.Path.Value) // the parser has let it pass
	return path
}

// An editor collects changes of a source.
type editor struct {
	fset    *token.FileSet
	changes []change
}

type change struct {
	start, end int
	text       string
}

func (e *editor) replace(n ast.Node, text string) {
	e.changes = append(e.changes, change{e.fset.Position(n.Pos()).Offset, e.fset.Position(n.End()).Offset, text})
}

func (e *editor) apply(source string) string {
	slices.SortFunc(e.changes, func(a, b change) int { return cmp.Compare(a.start, b.start) })
	var b strings.Builder
	end := 0
	for _, c := range e.changes {
		b.WriteString(source[end:c.start] + c.text)
		end = c.end
	}
	b.WriteString(source[end:])
	return b.String()
}

// remarks returns what a parser has found.
func remarks(err error) (items []play.Diagnostic) {
	var list scanner.ErrorList
	errors.As(err, &list)
	for _, e := range list {
		items = append(items, play.Diagnostic{File: e.Pos.Filename, Line: e.Pos.Line, Column: e.Pos.Column,
			Severity: play.SeverityError, Message: e.Msg})
	}
	return items
}
