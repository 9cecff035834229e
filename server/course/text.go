package course

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
)

// A text is a file of a lesson, in one language, that is being parsed.
type text struct {
	lesson   *Lesson
	language language
	folder   *folder
	folders  []*folder // of the whole course
	file     string    // "03-gather/zh.md"
	source   []byte
	mistakes *mistakes
	headings []heading
	shown    []shown
	asked    []asked
	posed    []posed
	called   []called
	quizzes  []*quizNode
	links    []fragment
	unsure   struct { // what has a mistake, and is not compared with another language
		headings, snippets, predictions, callouts, exercises, quizzes bool
	}
}

// parseText reads the text of a folder in a language. It returns nil if the file is
// missing, which is reported as a mistake. The error is never an author's mistake.
func parseText(fsys fs.FS, md goldmark.Markdown, l language, f *folder, folders []*folder, m *mistakes) (*text, error) {
	file := path.Join(f.dir, l.file())
	source, err := fs.ReadFile(fsys, file)
	if errors.Is(err, fs.ErrNotExist) {
		m.add(file, 0, "missing: a lesson is written in each language")
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read lesson: %w", err)
	}
	t := &text{
		lesson:   &Lesson{Number: f.number, Name: f.name, Lang: l.tag},
		language: l, folder: f, folders: folders,
		file: file, source: source, mistakes: m,
	}
	context := parser.NewContext()
	doc := md.Parser().Parse(gtext.NewReader(source), parser.WithContext(context))
	t.front(context)
	t.snippets(doc)
	t.opening(doc)
	if err := t.walk(doc); err != nil {
		return nil, err
	}
	t.unposed()
	t.sections(doc)
	if err := t.parts(md, doc); err != nil {
		return nil, fmt.Errorf("render lesson %s: %w", file, err)
	}
	return t, nil
}

// mistake reports an author's mistake at a line of the text.
func (t *text) mistake(line int, format string, args ...any) {
	t.mistakes.add(t.file, line, format, args...)
}

// line returns the line, from 1, where the node or the nearest node around it with a
// position begins.
func (t *text) line(n ast.Node) int {
	for ; n != nil; n = n.Parent() {
		if pos := n.Pos(); pos > 0 {
			return 1 + bytes.Count(t.source[:min(pos, len(t.source))], []byte("\n"))
		}
	}
	return 1
}

// opening checks that the text starts with a paragraph.
func (t *text) opening(doc ast.Node) {
	n := doc.FirstChild()
	if n == nil {
		t.mistake(0, "there is no text after the front matter")
	} else if n.Kind() != ast.KindParagraph {
		t.mistake(t.line(n), "a lesson starts with a paragraph that states the problem")
	}
}

// walk checks and replaces the nodes of the whole text. It collects the nodes first,
// because a replacement moves others.
func (t *text) walk(doc ast.Node) error {
	var nodes []ast.Node
	err := ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			nodes = append(nodes, n)
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		return fmt.Errorf("read lesson %s: %w", t.file, err)
	}
	for _, n := range nodes {
		if n.Parent() == nil {
			continue // the document, or a node that a callout dropped
		}
		switch n := n.(type) {
		case *ast.Heading:
			t.heading(n)
		case *ast.Blockquote:
			t.callout(n)
		case *ast.Link:
			t.link(n)
		case *ast.Image:
			t.mistake(t.line(n), "a picture, %q: a lesson is text and programs", n.Destination)
		case *ast.HTMLBlock:
			t.rawHTML(n, n.Lines())
		case *ast.RawHTML:
			t.rawHTML(n, n.Segments)
		case *ast.Text:
			t.stars(n)
		case *ast.FencedCodeBlock:
			t.fence(n)
			t.tooWide(n)
		case *ast.CodeBlock:
			t.tooWide(n)
		case *extast.TaskCheckBox:
			if !t.unsure.quizzes {
				t.mistake(t.line(n), "a list with boxes belongs to a question: > [!QUIZ] name-of-it")
			}
		case *ast.CodeSpan:
			n.SetAttributeString("translate", []byte("no"))
		}
	}
	return nil
}

// rawHTML reports HTML, which is not rendered: text that only looks like a tag must be
// code.
func (t *text) rawHTML(n ast.Node, segments *gtext.Segments) {
	line, _, _ := bytes.Cut(bytes.TrimSpace(segments.Value(t.source)), []byte("\n"))
	t.mistake(t.line(n), "raw HTML, %q, is not shown: write Markdown, or `code` if no tag is meant", line)
}

// stars reports asterisks that CommonMark does not take for emphasis: next to full-width
// punctuation that is easily written, and looks right in an editor.
func (t *text) stars(n *ast.Text) {
	if n.Parent().Kind() != ast.KindCodeSpan && bytes.Contains(n.Value(t.source), []byte("**")) {
		t.mistake(t.line(n), "** is shown as it stands: put the punctuation outside of the emphasis, or write `**` if no emphasis is meant")
	}
}

func (t *text) fence(n *ast.FencedCodeBlock) {
	lang := string(n.Language(t.source))
	if highlightable(lang) {
		return
	}
	usual := []string{"bash", "console", "go", "html", "javascript", "json", "python", "text", "typescript"}
	t.mistake(t.line(n), "no colours for %q%s: a fenced block's language is one that chroma knows, or none", lang, meant(lang, usual))
}
