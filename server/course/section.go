package course

import (
	"strings"

	"github.com/yuin/goldmark/ast"
)

// A Section is what stands under a heading of a lesson, as plain text: what a search looks
// through. The first of a lesson, before its first heading, has no ID and no Heading.
type Section struct {
	ID       string // of its heading
	Heading  string
	Text     string // of its blocks, a line each
	Snippets []Shown
}

// A Shown is a snippet in a section, with its caption.
type Shown struct {
	Snippet *Snippet
	Caption string
}

// sections collects the lesson's sections, in order. Empty ones are left out, and so are
// predictions and questions: their answers are nobody's to find.
func (t *text) sections(doc ast.Node) {
	var section Section
	flush := func() {
		if section.Heading != "" || section.Text != "" || section.Snippets != nil {
			t.lesson.Sections = append(t.lesson.Sections, section)
		}
	}
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			flush()
			section = Section{Heading: t.plain(n), ID: slug(t.plain(n))}
		case *snippetNode:
			section.Snippets = append(section.Snippets, Shown{n.snippet, n.title})
		case *predictNode, *quizNode:
		default: // of an exercise the task: the checks, which say much the same, are no blocks of it
			section.Text += t.blocks(n)
		}
	}
	flush()
}

// blocks returns the plain text of a block and of the blocks in it, a line each.
func (t *text) blocks(n ast.Node) string {
	if n.Kind() == ast.KindFencedCodeBlock {
		return string(n.Lines().Value(t.source))
	}
	first := n.FirstChild()
	if first != nil && first.Type() == ast.TypeInline {
		return t.plain(n) + "\n"
	}
	var b strings.Builder
	for child := first; child != nil; child = child.NextSibling() {
		b.WriteString(t.blocks(child))
	}
	return b.String()
}
