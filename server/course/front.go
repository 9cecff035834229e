package course

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/parser"
	"go.abhg.dev/goldmark/frontmatter"
)

// summaryRunes is the longest summary, in characters: search engines show no more.
const summaryRunes = 160

// front reads the front matter into the lesson.
func (t *text) front(context parser.Context) {
	keys := []string{"title", "summary", "asyncio", "minutes"}
	data := frontmatter.Get(context)
	if data == nil {
		t.mistake(1, "no front matter: the file starts with a line ---, then %s, then a line ---",
			strings.Join(keys, ", "))
		return
	}
	if len(regexp.MustCompile(`(?m)^---+\r?$`).FindAll(t.source, 2)) < 2 {
		t.mistake(1, "the front matter has no end: a line --- stands after it")
		t.unsure.headings, t.unsure.snippets = true, true
		return
	}
	values := map[string]any{}
	if err := data.Decode(&values); err != nil {
		t.frontFault(err)
		return
	}
	for key := range values {
		if !slices.Contains(keys, key) {
			t.mistake(t.keyLine(key), "no key %q in front matter%s: there are %s", key, meant(key, keys),
				strings.Join(keys, ", "))
		}
	}
	t.lesson.Title = t.frontText(values, "title")
	t.lesson.Summary = t.frontText(values, "summary")
	t.lesson.Asyncio = t.frontText(values, "asyncio")
	if n := utf8.RuneCountInString(t.lesson.Summary); n > summaryRunes {
		t.mistake(t.keyLine("summary"), "the summary has %d characters, and at most %d are shown", n, summaryRunes)
	}
	minutes, ok := values["minutes"].(int)
	if !ok || minutes < 1 {
		t.mistake(t.keyLine("minutes"), "front matter lacks minutes, a whole number from 1")
	}
	t.lesson.Minutes = minutes
}

// frontText returns the value of a key whose value must be text.
func (t *text) frontText(values map[string]any, key string) string {
	value, ok := values[key]
	if text, isText := value.(string); isText && strings.TrimSpace(text) != "" {
		return text
	} else if ok && !isText && value != nil {
		t.mistake(t.keyLine(key), "%s is no text: put it in quotes, as %s: %q", key, key, fmt.Sprint(value))
	} else {
		t.mistake(t.keyLine(key), "front matter lacks %s", key)
	}
	return ""
}

// keyLine returns the line of a key of the front matter, or its first line if there is no
// such key.
func (t *text) keyLine(key string) int {
	for i, line := range bytes.Split(t.source, []byte("\n")) {
		if bytes.HasPrefix(line, []byte(key+":")) {
			return i + 1
		}
		if i > 0 && bytes.HasPrefix(line, []byte("---")) {
			break
		}
	}
	return 1
}

// frontFault reports an error of the YAML parser, whose lines are counted from the one
// after the opening "---".
func (t *text) frontFault(err error) {
	line, text := 1, strings.TrimPrefix(err.Error(), "yaml: ")
	if m := regexp.MustCompile(`(?s)^(?:unmarshal errors:\s*)?line (\d+): (.*)$`).FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[1]) // digits
		line, text = n+1, m[2]
	}
	t.mistake(line, "front matter: %s (a value with a colon or a quote in it goes in quotes)", text)
}
