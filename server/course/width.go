package course

import (
	"bytes"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
)

const (
	// columns is how wide a line of code may be: Go and Python stand side by side.
	columns = 60
	// tab is the width of a tab in code, as the editor shows it.
	tab = 4
)

// width returns the columns of a line. Chinese letters and full-width punctuation take
// two.
func width(line string) int {
	n := 0
	for _, r := range line {
		switch {
		case r == '\t':
			n += tab - n%tab
		case unicode.Is(unicode.Han, r), '\u3000' <= r && r <= '\u303f', '\uff01' <= r && r <= '\uff60':
			n += 2
		default:
			n++
		}
	}
	return n
}

// tooWide reports each line of code, of which the first is line number first, that has
// more columns than fit.
func tooWide(code string, first int, report func(line int, format string, args ...any)) {
	for line := range strings.Lines(code) {
		if n := width(strings.TrimRight(line, "\r\n")); n > columns {
			report(first, "%d columns: code has at most %d, where a tab takes %d (a comment can go on the line above)",
				n, columns, tab)
		}
		first++
	}
}

// tooWide reports the lines of a block of code that have more columns than fit.
func (t *text) tooWide(n ast.Node) {
	lines := n.Lines()
	for i := range lines.Len() {
		segment := lines.At(i)
		at := 1 + bytes.Count(t.source[:segment.Start], []byte("\n"))
		tooWide(string(segment.Value(t.source)), at, t.mistake)
	}
}
