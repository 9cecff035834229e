package course

import (
	"maps"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	gtext "github.com/yuin/goldmark/text"
)

var kindCallout = ast.NewNodeKind("Callout")

// A callout is a quotation whose first line is [!NOTE], or another kind.
type callout struct {
	ast.BaseBlock
	kind string // in lower case
}

// Kind implements ast.Node.
func (*callout) Kind() ast.NodeKind { return kindCallout }

// Dump implements ast.Node.
func (c *callout) Dump(source []byte, level int) {
	ast.DumpHelper(c, source, level, map[string]string{"Kind": c.kind}, nil)
}

// resultMark is the kind of the callouts that are folded: what comes of an experiment.
const resultMark = "result"

// A called is a callout of the text, with its line.
type called struct {
	kind string
	line int
}

// callout replaces a quotation that begins with a mark, such as [!NOTE], by a callout.
func (t *text) callout(quote *ast.Blockquote) {
	first, ok := quote.FirstChild().(*ast.Paragraph)
	if !ok {
		return
	}
	line := first.Lines().At(0)
	mark := strings.TrimSpace(string(line.Value(t.source)))
	if !strings.HasPrefix(mark, "[!") {
		return
	}
	at := t.line(first)
	name, rest, _ := strings.Cut(mark[len("[!"):], "]")
	kind := strings.ToLower(name)
	if kind == quizMark {
		removeLine(quote, first, line)
		t.quiz(quote, strings.TrimSpace(rest), at)
		return
	}
	if _, ok := t.language.callouts[kind]; rest != "" || !ok && kind != predictMark && kind != exerciseMark {
		t.unsure.callouts = true
		if rest != "" {
			t.mistake(at, "a callout's first line is [!%s] alone: put its text into the next line", name)
			return
		}
		kinds := append(slices.Sorted(maps.Keys(t.language.callouts)), predictMark, exerciseMark, quizMark)
		t.mistake(at, "no callout %q%s: there are %s", name, meant(kind, kinds), strings.Join(kinds, ", "))
		return
	}
	removeLine(quote, first, line)
	if !quote.HasChildren() {
		t.unsure.callouts = true
		t.mistake(at, "the callout [!%s] is empty", name)
		return
	}
	if kind == predictMark {
		before := len(*t.mistakes)
		t.predict(quote, at)
		t.unsure.predictions = t.unsure.predictions || len(*t.mistakes) > before
		return
	}
	if kind == exerciseMark {
		before := len(*t.mistakes)
		t.exercise(quote, at)
		t.unsure.exercises = t.unsure.exercises || len(*t.mistakes) > before
		return
	}
	c := &callout{kind: kind}
	for n := quote.FirstChild(); n != nil; n = quote.FirstChild() {
		c.AppendChild(c, n)
	}
	quote.Parent().ReplaceChild(quote.Parent(), quote, c)
	t.called = append(t.called, called{kind, at})
	t.frame(c, at)
}

// removeLine removes the first line of a quotation's first paragraph, and the paragraph if nothing
// is left of it.
func removeLine(quote *ast.Blockquote, first *ast.Paragraph, line gtext.Segment) {
	for n := first.FirstChild(); n != nil && n.Pos() < line.Stop; n = first.FirstChild() {
		first.RemoveChild(first, n)
	}
	if !first.HasChildren() {
		quote.RemoveChild(quote, first)
	}
}
