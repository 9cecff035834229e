package course

import (
	"fmt"
	"html/template"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// blocks renders code, callouts and tables, in place of goldmark's renderers.
type blocks struct{ language language }

// RegisterFuncs implements renderer.NodeRenderer.
func (b blocks) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindFencedCodeBlock, b.code)
	r.Register(ast.KindCodeBlock, b.code)
	r.Register(extast.KindTable, b.table)
	r.Register(extast.KindTableCell, b.cell)
	r.Register(kindCallout, b.callout)
}

func (b blocks) code(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	lang := ""
	if n, ok := n.(*ast.FencedCodeBlock); ok {
		lang = string(n.Language(source))
	}
	code, err := highlight(lang, string(n.Lines().Value(source)))
	if err != nil {
		return ast.WalkStop, err
	}
	_, err = fmt.Fprintln(w, code)
	return ast.WalkSkipChildren, err
}

// table puts a table into a box that scrolls on narrow screens. The box is focusable, so
// that it can be scrolled by keyboard.
func (b blocks) table(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		_, err := w.WriteString("</table></div>\n")
		return ast.WalkContinue, err
	}
	_, _ = w.WriteString(`<div class="table" tabindex="0"><table`) // a bufio.Writer keeps its error
	html.RenderAttributes(w, n, extension.TableAttributeFilter)
	_, err := w.WriteString(">\n")
	return ast.WalkContinue, err
}

// cell aligns by an attribute: goldmark's default is a style, which our
// Content-Security-Policy forbids. The empty corner of a table is no header.
func (b blocks) cell(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	tag, scope := "td", ""
	if n.Parent().Kind() == extast.KindTableHeader && n.HasChildren() {
		tag, scope = "th", ` scope="col"`
	}
	if !entering {
		_, err := fmt.Fprintf(w, "</%s>\n", tag)
		return ast.WalkContinue, err
	}
	align := ""
	if a := n.(*extast.TableCell).Alignment; a != extast.AlignNone {
		align = fmt.Sprintf(` align="%s"`, a)
	}
	_, err := fmt.Fprintf(w, "<%s%s%s>", tag, scope, align)
	return ast.WalkContinue, err
}

// callout renders an aside with the role of a note: without that role it would be a
// landmark, of which a page has few. A result is folded: the reader opens it after trying.
func (b blocks) callout(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	kind := n.(*callout).kind
	tag, role, title := "aside", ` role="note"`, "p"
	if kind == resultMark {
		tag, role, title = "details", "", "summary"
	}
	if !entering {
		_, err := fmt.Fprintf(w, "</%s>\n", tag)
		return ast.WalkContinue, err
	}
	_, err := fmt.Fprintf(w, "<%s class=\"callout %s\" data-kind=\"%[2]s\"%s>\n<%s class=\"callout-title\">%s</%[4]s>\n",
		tag, kind, role, title, template.HTMLEscapeString(b.language.callouts[kind]))
	return ast.WalkContinue, err
}
