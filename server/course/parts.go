package course

import (
	"bytes"
	"html/template"
	"path"
	"slices"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
)

// A shown is a snippet that the text shows, with its line.
type shown struct {
	name string
	line int
}

var kindSnippet = ast.NewNodeKind("Snippet")

// snippets replaces each paragraph that is only a link to a snippet by a node for it.
func (t *text) snippets(doc ast.Node) {
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		link := lonelyLink(n)
		if link == nil || path.Base(string(link.Destination)) != "main.go" {
			continue
		}
		line := t.line(n)
		node := &snippetNode{caption: t.marked(link), title: t.plain(link)}
		doc.ReplaceChild(doc, n, node)
		n = node
		name := path.Dir(string(link.Destination))
		s := t.folder.snippets[name]
		switch {
		case s == nil:
			t.mistake(line, "no snippet %q%s", name, meant(name, t.folder.names()))
			t.unsure.snippets = true
			continue
		case slices.ContainsFunc(t.shown, func(s shown) bool { return s.name == name }):
			t.mistake(line, "the snippet %q is shown twice", name)
		case node.caption == "":
			t.mistake(line, "the snippet %q has no caption: it is the link's text", name)
		}
		node.snippet = s
		t.shown = append(t.shown, shown{name, line})
	}
}

// lonelyLink returns the link of a paragraph that has nothing else, or nil.
func lonelyLink(n ast.Node) *ast.Link {
	if n.Kind() != ast.KindParagraph || n.ChildCount() != 1 {
		return nil
	}
	link, _ := n.FirstChild().(*ast.Link)
	return link
}

// A snippetNode is the place of a snippet in the text.
type snippetNode struct {
	ast.BaseBlock
	snippet *Snippet
	caption template.HTML
	title   string // the same without markup
}

// Kind implements ast.Node.
func (*snippetNode) Kind() ast.NodeKind { return kindSnippet }

// Dump implements ast.Node.
func (s *snippetNode) Dump(source []byte, level int) {
	ast.DumpHelper(s, source, level, map[string]string{"Caption": string(s.caption)}, nil)
}

// parts renders the text, cut at its snippets.
func (t *text) parts(md goldmark.Markdown, doc ast.Node) error {
	section := ast.NewDocument()
	var prediction *Prediction // of the snippet that comes next
	var task *taskNode         // likewise
	flush := func() error {
		if !section.HasChildren() {
			return nil
		}
		var b bytes.Buffer
		err := md.Renderer().Render(&b, t.source, section)
		t.lesson.Parts = append(t.lesson.Parts, Part{HTML: template.HTML(b.String())})
		section = ast.NewDocument()
		return err
	}
	for n := doc.FirstChild(); n != nil; n = doc.FirstChild() {
		switch node := n.(type) {
		case *predictNode:
			doc.RemoveChild(doc, n)
			question, err := t.render(md, node)
			if err != nil {
				return err
			}
			prediction = &Prediction{Question: question, Lines: node.lines, Takes: node.takes}
		case *taskNode:
			doc.RemoveChild(doc, n)
			task = node
		case *snippetNode:
			if err := flush(); err != nil {
				return err
			}
			doc.RemoveChild(doc, n)
			s := node.snippet
			if task != nil {
				var err error
				if s, err = t.posedOf(md, s, task); err != nil {
					return err
				}
			}
			if prediction != nil {
				prediction.Version = prediction.version(s)
			}
			t.lesson.Parts = append(t.lesson.Parts, Part{Snippet: s, Caption: node.caption, Predict: prediction})
			prediction, task = nil, nil
		case *quizNode:
			if err := flush(); err != nil {
				return err
			}
			doc.RemoveChild(doc, n)
			if err := node.render(t, md); err != nil {
				return err
			}
			t.lesson.Parts = append(t.lesson.Parts, Part{Quiz: node.quiz})
		default:
			section.AppendChild(section, n)
		}
	}
	return flush()
}

// render renders what is in a block.
func (t *text) render(md goldmark.Markdown, block ast.Node) (template.HTML, error) {
	var b bytes.Buffer
	for n := block.FirstChild(); n != nil; n = n.NextSibling() {
		if err := md.Renderer().Render(&b, t.source, n); err != nil {
			return "", err
		}
	}
	return template.HTML(strings.TrimSpace(b.String())), nil
}
