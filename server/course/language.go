package course

import (
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
	"go.abhg.dev/goldmark/frontmatter"
)

// A language has the rules of the lessons' texts in it.
type language struct {
	tag      string
	cjk      bool              // line breaks and emphasis follow the rules for Chinese
	callouts map[string]string // the titles of callouts, by kind
}

// file returns the name of a lesson's text in the language.
func (l language) file() string { return l.tag + ".md" }

// languages lists the languages of each lesson. The others are compared with the first.
func languages() []language {
	return []language{
		{tag: "en", callouts: map[string]string{
			"note": "Note", "tip": "Tip", "important": "Important", "warning": "Warning", "caution": "Caution",
			goalsMark: "After this lesson you can", recapMark: "Keep three lines", resultMark: "What happens",
		}},
		{tag: "zh", cjk: true, callouts: map[string]string{
			"note": "说明", "tip": "提示", "important": "重要", "warning": "注意", "caution": "警告",
			goalsMark: "学完这一课，你能", recapMark: "记住三句话", resultMark: "结果",
		}},
	}
}

// markdown returns the converter for the language's texts.
func (l language) markdown() goldmark.Markdown {
	extensions := []goldmark.Extender{
		&frontmatter.Extender{Formats: []frontmatter.Format{frontmatter.YAML}},
		extension.Table,
		extension.Strikethrough,
		extension.Linkify,
	}
	if l.cjk {
		extensions = append(extensions, extension.NewCJK(
			extension.WithEastAsianLineBreaks(extension.EastAsianLineBreaksSimple),
			extension.WithEscapedSpace(),
		))
	}
	md := goldmark.New(goldmark.WithExtensions(extensions...))
	md.Parser().AddOptions(parser.WithInlineParsers(util.Prioritized(extension.NewTaskCheckBoxParser(), 0)))
	// A lower number comes first: goldmark's own renderer has 1000, that of tables 500.
	md.Renderer().AddOptions(renderer.WithNodeRenderers(util.Prioritized(blocks{l}, 100)))
	return md
}
