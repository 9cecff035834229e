package course

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// highlight returns code as a <pre> with its tokens in spans, whose classes are
// Pygments' short names: k for a keyword, s a string, c1 a comment, nf a
// function's name. Names, punctuation and blanks make up most of a program and
// look like the text around them: they get no span.
//
// The <pre> is focusable, so that it can be scrolled by keyboard.
func highlight(lang, code string) (template.HTML, error) {
	var b strings.Builder
	b.WriteString(`<pre class="code"`)
	if lang != "" {
		fmt.Fprintf(&b, ` data-lang="%s"`, template.HTMLEscapeString(lang))
	}
	b.WriteString(` translate="no" tabindex="0"><code>`)
	code = strings.TrimRight(code, "\n")
	lexer := lexers.Get(lang)
	if lang == "" || lexer == nil {
		lexer = lexers.Fallback
	}
	tokens, err := chroma.Coalesce(lexer).Tokenise(nil, code)
	if err != nil {
		return "", fmt.Errorf("highlight %s: %w", lang, err)
	}
	left := len(code)
	for token := tokens(); token != chroma.EOF; token = tokens() {
		// A lexer may end the text with a newline of its own.
		value := token.Value[:min(len(token.Value), left)]
		left -= len(value)
		if value == "" {
			continue
		}
		text := template.HTMLEscapeString(value)
		if class := class(token.Type); class != "" {
			fmt.Fprintf(&b, `<span class="%s">%s</span>`, class, text)
		} else {
			b.WriteString(text)
		}
	}
	b.WriteString("</code></pre>")
	return template.HTML(b.String()), nil
}

// class returns the class of a token's span, "" if it needs none.
func class(t chroma.TokenType) string {
	switch {
	case t == chroma.Name, t == chroma.NameOther, t.InCategory(chroma.Text), t.InCategory(chroma.Punctuation):
		return ""
	}
	for ; t > 0; t = t.Parent() {
		if class := chroma.StandardTypes[t]; class != "" {
			return class
		}
	}
	return ""
}

// highlightable reports whether fenced blocks of a language have colours.
func highlightable(lang string) bool {
	return lang == "" || lexers.Get(lang) != nil
}
