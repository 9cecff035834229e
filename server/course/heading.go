package course

import (
	"html/template"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// A heading is a heading of the text, with its line.
type heading struct {
	Heading
	plain string
	line  int
}

// heading gives a heading its id, and makes it a link to itself.
func (t *text) heading(n *ast.Heading) {
	h := heading{Heading{Text: t.marked(n), Level: n.Level}, t.plain(n), t.line(n)}
	h.ID = slug(h.plain)
	t.unsure.headings = t.unsure.headings || n.Level == 1 || n.Level > 3
	switch {
	case n.Level == 1:
		t.mistake(h.line, "a heading of level 1: that is the title, and the text's are ## and ###")
	case n.Level > 3:
		t.mistake(h.line, "a heading of level %d: the text's are ## and ###", n.Level)
	case n.Level == 3 && len(t.headings) == 0:
		t.mistake(h.line, "a ### stands beneath a ##")
	case h.ID == "":
		t.mistake(h.line, "a heading without a letter or digit, which its address is made of")
	}
	for _, other := range t.headings {
		if other.ID == h.ID {
			t.mistake(h.line, "the heading %q has the same address, #%s, as that of line %d", h.plain, h.ID, other.line)
		}
	}
	t.headings = append(t.headings, h)
	t.lesson.Contents = append(t.lesson.Contents, h.Heading)

	n.SetAttributeString("id", []byte(h.ID))
	anchor := ast.NewLink()
	anchor.Destination = []byte("#" + h.ID)
	anchor.SetAttributeString("class", []byte("anchor"))
	for child := n.FirstChild(); child != nil; child = n.FirstChild() {
		if child.Kind() == ast.KindLink {
			t.mistake(h.line, "a link in a heading: a heading is a link to itself")
		}
		anchor.AppendChild(anchor, child)
	}
	n.AppendChild(n, anchor)
}

// slug returns the id of a heading with that text, as GitHub has it, so that a link works
// there and here. Chinese letters stay.
func slug(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r), r == '_', r == '-':
			return unicode.ToLower(r)
		case r == ' ':
			return '-'
		}
		return -1
	}, strings.TrimSpace(text))
}

// plain returns the text of a node, without markup.
func (t *text) plain(n ast.Node) string {
	var b strings.Builder
	t.write(&b, n, func(s string) string { return s }, "", "")
	return b.String()
}

// marked returns the text of a node whose only markup is around code: a browser
// that translates a page leaves that as it is.
func (t *text) marked(n ast.Node) template.HTML {
	var b strings.Builder
	t.write(&b, n, template.HTMLEscapeString, `<span translate="no">`, "</span>")
	return template.HTML(b.String())
}

// write writes the text of a node, escaped, with open before code and end after it.
func (t *text) write(b *strings.Builder, n ast.Node, escaped func(string) string, open, end string) {
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		switch child := child.(type) {
		case *ast.Text:
			value := child.Value(t.source)
			if n.Kind() != ast.KindCodeSpan {
				value = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(value)))
			}
			b.WriteString(escaped(string(value)))
			if child.SoftLineBreak() || child.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.AutoLink:
			b.WriteString(escaped(string(child.Label(t.source))))
		case *ast.CodeSpan:
			b.WriteString(open)
			t.write(b, child, escaped, open, end)
			b.WriteString(end)
		default:
			t.write(b, child, escaped, open, end)
		}
	}
}
