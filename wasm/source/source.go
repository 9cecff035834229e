// Package source is what the page does to source text without a compiler: it
// formats it, finds what is refused, writes the program that runs tests, and reads what
// a compiler has said of it.
package source

import (
	"errors"
	"go/format"
	"go/scanner"

	"asynctour/server/play"
	"asynctour/wasm/testmain"
)

// Format returns src as gofmt writes it, or what keeps it from being parsed.
// Where there are diagnostics, which are about main.go, the text is empty.
func Format(src string) (string, []play.Diagnostic) {
	out, err := format.Source([]byte(src))
	if err == nil {
		return string(out), nil
	}
	var list scanner.ErrorList
	if !errors.As(err, &list) {
		return "", []play.Diagnostic{remark(0, 0, err.Error())}
	}
	items := make([]play.Diagnostic, len(list))
	for i, e := range list {
		items[i] = remark(e.Pos.Line, e.Pos.Column, e.Msg)
	}
	return "", items
}

func remark(line, column int, message string) play.Diagnostic {
	return play.Diagnostic{File: "main.go", Line: line, Column: column, Severity: play.SeverityError, Message: message}
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
