package course

import "github.com/yuin/goldmark/ast"

// The callouts that frame a lesson: what a reader can do after it, and what to keep of it.
const (
	goalsMark = "goals"
	recapMark = "recap"
)

// frame reports goals and a recap that have another form or another place than in every
// lesson: goals are a list of two to four after the first paragraph, a recap is a list of
// three before the last.
func (t *text) frame(c *callout, line int) {
	previous, next := c.PreviousSibling(), c.NextSibling()
	switch c.kind {
	case goalsMark:
		if n := onlyList(c); n < 2 || n > 4 {
			t.mistake(line, "[!GOALS] is a list of two to four things that the reader can do afterwards, "+
				"and nothing else")
		}
		if !topLevel(c) || !isParagraph(previous) || previous.PreviousSibling() != nil {
			t.mistake(line, "[!GOALS] stands right after the lesson's first paragraph")
		}
	case recapMark:
		if onlyList(c) != 3 {
			t.mistake(line, "[!RECAP] is a list of exactly three lines to keep, and nothing else")
		}
		if !topLevel(c) || !isParagraph(next) || next.NextSibling() != nil {
			t.mistake(line, "[!RECAP] stands right before the lesson's last paragraph")
		}
	}
}

func topLevel(n ast.Node) bool { return n.Parent().Kind() == ast.KindDocument }

func isParagraph(n ast.Node) bool { return n != nil && n.Kind() == ast.KindParagraph }

// onlyList returns how many items the list has that is all of a callout; 0 if something
// else is in it.
func onlyList(c *callout) int {
	if list, ok := c.FirstChild().(*ast.List); ok && c.ChildCount() == 1 {
		return list.ChildCount()
	}
	return 0
}
