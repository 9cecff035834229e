// Package format is gofmt for the page: a source text in, the formatted one or
// the syntax errors out.
package format

import (
	"errors"
	"go/format"
	"go/scanner"
)

// A Diagnostic is a syntax error. It becomes a diagnostic of the run contract
// with the severity "error".
type Diagnostic struct {
	Line    int // from 1; 0 where unknown
	Column  int // from 1, in bytes; 0 where unknown
	Message string
}

// Source returns src as gofmt writes it, or what keeps it from being parsed.
// Where there are diagnostics the text is empty.
func Source(src string) (string, []Diagnostic) {
	out, err := format.Source([]byte(src))
	if err == nil {
		return string(out), nil
	}
	var list scanner.ErrorList
	if !errors.As(err, &list) {
		return "", []Diagnostic{{Message: err.Error()}}
	}
	items := make([]Diagnostic, len(list))
	for i, e := range list {
		items[i] = Diagnostic{Line: e.Pos.Line, Column: e.Pos.Column, Message: e.Msg}
	}
	return "", items
}
