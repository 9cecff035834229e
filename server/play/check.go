package play

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// fileName is what a source file may be called.
var fileName = regexp.MustCompile(`^[A-Za-z0-9_]+\.go$`)

// ComputeDirective, as a line of a program, asks for the compiled engine in a
// sandbox that has one: it starts half a second later and computes some fifty
// times faster.
const ComputeDirective = "//tour:compute"

// allowedDirectives are the //go: comments that change nothing outside of the
// program. All others are refused, those of releases to come too; and debug, which the go
// command obeys and the compiler does not.
var allowedDirectives = []string{"build", "fix", "generate", "nocheckptr", "noescape", "noinline", "norace", "nosplit"}

// CheckStart says whether r asks for something that can be run. known tells
// which snippets there are, and the names of the checks of those that are exercises.
// The error is a *Fault.
func (l Limits) CheckStart(r Request, known func(snippet string) (checks []string, ok bool)) error {
	checks, isKnown := known(r.Snippet)
	switch {
	case r.Clock != "" && r.Clock != ClockReal && r.Clock != ClockVirtual && r.Clock != ClockSlow:
		return Refuse("clock", "clock", Quote(string(r.Clock)))
	case r.Snippet == "" && len(r.Files) == 0:
		return Refuse("empty")
	case r.Snippet != "" && !isKnown:
		return Refuse("snippet", "snippet", Quote(r.Snippet))
	case r.Check && len(checks) == 0:
		return Refuse("check.none", "snippet", Quote(r.Snippet))
	case r.Check && r.Race:
		return Refuse("check.race")
	case r.Check && r.Trace && r.Only == "":
		return Refuse("check.trace")
	case r.Only != "" && !(r.Check && r.Trace):
		return Refuse("check.only")
	case r.Only != "" && !slices.Contains(checks, r.Only):
		return Refuse("check.unknown", "name", Quote(r.Only), "names", strings.Join(checks, ", "))
	case r.Race && r.Clock != "" && r.Clock != ClockReal:
		return Refuse("race.clock")
	}
	if len(r.Files) > 0 {
		return l.CheckFiles(r.Files)
	}
	return nil
}

// CheckFiles says whether files, by name, are a program that may be built: its
// size, its names, its imports and directives. What is wrong with its Go is for
// the compiler to say. The error is a *Fault.
func (l Limits) CheckFiles(files map[string]string) error {
	if len(files) == 0 {
		return Refuse("empty")
	}
	if len(files) > l.Files {
		return Refuse("files", "files", l.Files, "got", len(files))
	}
	size := 0
	names := make([]string, 0, len(files))
	for name, source := range files {
		size += len(source)
		names = append(names, name)
	}
	if size > l.Source {
		return Refuse("source", "kib", l.Source>>10, "got", (size+1023)>>10)
	}
	slices.Sort(names)
	hasMain := false
	for _, name := range names {
		if !fileName.MatchString(name) {
			return Refuse("name", "name", Quote(name))
		}
		isMain, err := checkFile(name, files[name])
		if err != nil {
			return err
		}
		hasMain = hasMain || isMain
	}
	if !hasMain {
		return Refuse("main")
	}
	return nil
}

// checkFile checks one file and tells whether package main may be in it.
func checkFile(name, source string) (isMain bool, err error) {
	if !utf8.ValidString(source) {
		return false, Refuse("utf8", "name", name)
	}
	if err := checkDirectives(name, source); err != nil {
		return false, err
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, source, parser.ImportsOnly|parser.SkipObjectResolution)
	if err != nil {
		return true, nil // the compiler says it better
	}
	for _, spec := range file.Imports {
		if err := checkImport(fset, spec); err != nil {
			return false, err
		}
	}
	return file.Name.Name == "main", nil
}

func checkImport(fset *token.FileSet, spec *ast.ImportSpec) error {
	path, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return nil // the compiler says it better
	}
	var f *Fault
	first, _, _ := strings.Cut(path, "/")
	switch {
	case path == "C":
		f = Refuse("cgo")
	case path == "syscall/js":
		f = Refuse("js")
	case strings.HasPrefix(path, "golang.org/x/sync/"):
		return nil
	case strings.Contains(first, ".") || first == "vendor" || first == "cmd" ||
		slices.Contains(strings.Split(path, "/"), "internal"):
		f = Refuse("import", "path", Quote(path))
	default:
		return nil
	}
	f.At = diagnosticAt(fset.Position(spec.Pos()))
	return f
}

// checkDirectives looks at the comments that a compiler obeys: //go:embed and
// //go:linkname reach out of the program, //line makes it name other files.
func checkDirectives(name, source string) error {
	fset := token.NewFileSet()
	file := fset.AddFile(name, -1, len(source))
	var s scanner.Scanner
	s.Init(file, []byte(source), nil, scanner.ScanComments)
	for {
		pos, tok, text := s.Scan()
		if tok == token.EOF {
			return nil
		}
		if tok != token.COMMENT {
			continue
		}
		if directive, bad := badDirective(text); bad {
			f := Refuse("directive", "directive", Quote(directive))
			f.At = diagnosticAt(file.PositionFor(pos, false))
			return f
		}
	}
}

// badDirective returns the directive that a comment is, and whether it is one
// of those that are refused.
func badDirective(comment string) (name string, bad bool) {
	if strings.HasPrefix(comment, "//line ") || strings.HasPrefix(comment, "/*line ") {
		return "line", true
	}
	if rest, ok := strings.CutPrefix(comment, "//go:"); ok {
		verb, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
		return "go:" + verb, !slices.Contains(allowedDirectives, verb)
	}
	for _, prefix := range []string{"//export ", "//extern "} {
		if strings.HasPrefix(comment, prefix) {
			return strings.TrimSpace(prefix[2:]), true
		}
	}
	return "", false
}

func diagnosticAt(p token.Position) *Diagnostic {
	return &Diagnostic{File: p.Filename, Line: p.Line, Column: p.Column, Severity: SeverityError}
}

// Quote shortens what a client has sent so that a sentence can repeat it.
func Quote(s string) string {
	const most = 80
	s = strings.ToValidUTF8(s, "\uFFFD")
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '\uFFFD'
		}
		return r
	}, s)
}

// AsFault returns err's Fault, or that of an error of ours.
func AsFault(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return &Fault{Reason: ReasonInternal, Key: "internal"}
}
