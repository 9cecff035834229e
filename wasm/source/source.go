// Package source is what the page does to source text without a compiler: it formats it,
// corrects its imports, finds what is refused, writes the programs that run tests and
// checks, and reads what a compiler has said of it.
package source

import (
	"errors"
	"go/format"
	"go/scanner"

	"asynctour/server/play"
	"asynctour/wasm/imports"
	"asynctour/wasm/testmain"
)

// A Formatted is a file as Format leaves it.
type Formatted struct {
	Source  string   `json:"source"`
	Added   []string `json:"added"`   // the paths of imports that it lacked
	Removed []string `json:"removed"` // the paths of imports that it did not use
}

// Format returns the file name of a program as gofmt writes it, with the imports that it
// needs and without those that it does not use. A fragment, which has no package clause,
// keeps its imports. If the file does not parse the diagnostics say why, and the rest is empty.
func Format(name string, files map[string]string) (Formatted, []play.Diagnostic) {
	var others []string
	for other, source := range files {
		if other != name {
			others = append(others, source)
		}
	}
	fixed := imports.Fix(files[name], others...)
	out, err := format.Source([]byte(fixed.Source))
	if err == nil {
		return Formatted{string(out), fixed.Added, fixed.Removed}, nil
	}
	var list scanner.ErrorList
	if !errors.As(err, &list) {
		return Formatted{}, []play.Diagnostic{remark(name, 0, 0, err.Error())}
	}
	items := make([]play.Diagnostic, len(list))
	for i, e := range list {
		items[i] = remark(name, e.Pos.Line, e.Pos.Column, e.Msg)
	}
	return Formatted{}, items
}

func remark(file string, line, column int, message string) play.Diagnostic {
	return play.Diagnostic{File: file, Line: line, Column: column, Severity: play.SeverityError, Message: message}
}

// A Refusal says, in the reader's language, why a program is not built.
type Refusal struct {
	Reason  play.Reason       `json:"reason"`
	Message string            `json:"message"`
	Items   []play.Diagnostic `json:"items"` // where it is known where
}

// Check returns why files, by name, are not a program that may be built within
// the limits: what the server would answer. It is nil where they may.
func Check(files map[string]string, limits play.Limits, lang string) *Refusal {
	err := limits.CheckFiles(files)
	if err == nil {
		return nil
	}
	f := play.AsFault(err)
	return &Refusal{Reason: f.Reason, Message: f.Message(lang), Items: f.Items(lang)}
}

// Tests are the program that runs tests, or the reasons why there is none.
type Tests struct {
	Import string            `json:"import"` // the path by which it imports what it tests
	File   string            `json:"file"`   // its name
	Source string            `json:"source"`
	Items  []play.Diagnostic `json:"items"` // functions with the name of a test and another signature
}

// TestsOf returns the program that runs the tests of files, as the server has it. It is
// nil where they have none.
func TestsOf(files map[string]string) *Tests {
	if !testmain.In(files) {
		return nil
	}
	source, wrong := testmain.Source(files)
	if wrong == nil {
		wrong = []play.Diagnostic{}
	}
	return &Tests{Import: testmain.Import, File: testmain.File, Source: source, Items: wrong}
}

// Checked is the program that runs the checks of an exercise, or the reason why there is none.
type Checked struct {
	Files   map[string]string `json:"files"`
	Refusal *Refusal          `json:"refusal"`
}

// CheckedOf returns the program that runs checks, the source of a check_test.go, on files,
// as the server has it.
func CheckedOf(files map[string]string, checks, lang string) Checked {
	program, items, err := testmain.Checked(files, checks)
	if err != nil {
		f := play.AsFault(err)
		return Checked{Refusal: &Refusal{Reason: f.Reason, Message: f.Message(lang), Items: append(items, f.Items(lang)...)}}
	}
	return Checked{Files: program}
}
