package course

import (
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
	"go.abhg.dev/goldmark/frontmatter"
)

// A language is what differs between the texts of a lesson.
type language struct {
	tag      string
	cjk      bool              // lines break, and emphasis ends, as Chinese needs it
	callouts map[string]string // the titles of callouts, by kind
}

// file is the name of a lesson's text in the language.
func (l language) file() string { return l.tag + ".md" }

// languages lists those that each lesson is written in. What the others are
// compared with comes first.
func languages() []language {
	return []language{
		{tag: "en", callouts: map[string]string{
			"note": "Note", "tip": "Tip", "important": "Important", "warning": "Warning", "caution": "Caution",
		}},
		{tag: "zh", cjk: true, callouts: map[string]string{
			"note": "说明", "tip": "提示", "important": "重要", "warning": "注意", "caution": "警告",
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
	// A renderer of a lower number is asked before those of goldmark's own (1000)
	// and its tables' (500).
	md.Renderer().AddOptions(renderer.WithNodeRenderers(util.Prioritized(blocks{l}, 100)))
	return md
}
