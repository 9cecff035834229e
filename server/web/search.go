package web

import (
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	"asynctour/server/course"
)

// searchDir is where the files are that pages search in.
const searchDir = "search/"

// A passage is something that a search finds, with the address that shows it.
type passage struct {
	At     string `json:"at"`     // beneath the language: "gather/#when-one-fails"
	Lesson string `json:"lesson"` // its title
	Title  string `json:"title"`  // a heading, or a snippet's caption
	Text   string `json:"text"`
	Code   string `json:"code,omitempty"` // the names in a snippet's programs
}

// findingSnippets are the snippets that show what the timeline may find, by the names of
// the findings' texts.
var findingSnippets = map[string]string{
	"starvedOne":     "blocking/blocking",
	"leftWaitingOne": "hello/forgotten",
	"leftRunningOne": "hello/forgotten",
	"deadlock":       "http/limited",
	"stuck":          "http/limited",
}

// readSearch writes a file for each language to k.files, and its path to k.search.
func (k *content) readSearch(c Config) error {
	k.search = map[string]string{}
	for _, lang := range k.course.Langs {
		passages := passages(k.course.Lessons[lang])
		found, err := findingPassages(c.Site, lang, passages)
		if err != nil {
			return err
		}
		if k.search[lang], err = k.addData(searchDir, lang, append(passages, found...)); err != nil {
			return err
		}
	}
	return nil
}

// passages returns the passages of the lessons.
func passages(lessons []*course.Lesson) []passage {
	var all []passage
	for _, l := range lessons {
		for i, s := range l.Sections {
			p := passage{At: l.Name + "/", Lesson: l.Title, Title: s.Heading, Text: s.Text}
			if s.ID != "" {
				p.At += "#" + s.ID
			}
			if i == 0 && s.ID == "" {
				p.Title, p.Text = l.Title, l.Summary+"\n"+s.Text
			}
			all = append(all, p)
			for _, shown := range s.Snippets {
				p := passage{At: l.Name + "/#" + shown.Snippet.ID, Lesson: l.Title, Title: shown.Caption}
				if shown.Snippet.Exercise == nil { // of an exercise the reader writes the program
					p.Code = names(shown.Snippet)
				}
				all = append(all, p)
			}
		}
	}
	return all
}

// findingPassages returns the sentences of the timeline's findings, each at the snippet
// that shows it.
func findingPassages(site fs.FS, lang string, snippets []passage) ([]passage, error) {
	var words map[string]string
	if err := readJSON(site, "parts/timeline/words."+lang+".json", &words); err != nil {
		return nil, fmt.Errorf("words of the timeline: %w", err)
	}
	var all []passage
	for _, p := range snippets {
		_, id, _ := strings.Cut(p.At, "#")
		for _, key := range slices.Sorted(maps.Keys(findingSnippets)) {
			if findingSnippets[key] == id && words[key] != "" {
				all = append(all, passage{At: p.At, Lesson: p.Lesson, Title: words["timeline"] + ": " + p.Title,
					Text: value.ReplaceAllString(words[key], "…")})
			}
		}
	}
	return all, nil
}

// value matches what a text is filled with.
var value = regexp.MustCompile(`\{\w+\}`)

// name matches a name in a program, with what it belongs to: "asyncio.gather".
var name = regexp.MustCompile(`[A-Za-z_]\w+(?:\.[A-Za-z_]\w*)*`)

// These match what a program has in words and not in names: its comments and strings.
var (
	goWords     = regexp.MustCompile("//.*|(?s:/\\*.*?\\*/)|`[^`]*`|" + quoted)
	pythonWords = regexp.MustCompile(`#.*|(?s:""".*?""")|` + quoted)
)

// quoted matches what stands between quotes in a line.
const quoted = `"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'`

// names returns the names in a snippet's programs, each once, in their order, with spaces
// between them: a reader searches for them, and the programs themselves are on the page.
func names(s *course.Snippet) string {
	var all []string
	seen := map[string]bool{}
	code := goWords.ReplaceAllLiteralString(s.Go, " ") + "\n" + pythonWords.ReplaceAllLiteralString(s.Python, " ")
	for _, n := range name.FindAllString(code, -1) {
		if !seen[n] {
			seen[n] = true
			all = append(all, n)
		}
	}
	return strings.Join(all, " ")
}
