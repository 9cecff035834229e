// Package course parses the lessons' Markdown into HTML and snippets.
//
// A lesson is a folder, NN-name, with a text in each language and a folder for each
// snippet; lessons/README.md is its format. Parse reads all lessons and reports each
// mistake with file and line and, if a name is nearly right, the name that was meant. A
// course with a mistake is not returned.
//
// The format has no raw HTML and no pictures: a lesson is text and programs.
package course

import (
	"cmp"
	"html/template"
	"io/fs"
	"maps"
	"slices"
	"sync"

	"asynctour/lessons"
)

// A Course is the content of the lessons' folder.
type Course struct {
	Langs    []string             // the languages, "en" first
	Lessons  map[string][]*Lesson // by language, in order
	Snippets map[string]*Snippet  // by ID
}

// A Lesson is the text of a lesson in one language.
type Lesson struct {
	Number   int       // its place in the course, from its folder's name
	Name     string    // in its address: "gather" for the folder 03-gather
	Lang     string    // "en" or "zh"
	Title    string    // plain text, the page's only heading of level 1
	Summary  string    // one sentence of at most 160 characters
	Asyncio  string    // the name in asyncio that it is about: "asyncio.gather"
	Minutes  int       // to read it and try its programs
	Parts    []Part    // the text, in order
	Contents []Heading // its headings of levels 2 and 3
	Sections []Section // its text and programs once more, for a search
}

// A Part is a stretch of a lesson: either HTML, or a Snippet, or a Quiz.
type Part struct {
	HTML    template.HTML
	Quiz    *Quiz
	Snippet *Snippet
	Caption template.HTML // of the Snippet, in the lesson's language
	Predict *Prediction   // asked before the first run; nil if there is none
}

// A Heading is an entry of a lesson's table of contents.
type Heading struct {
	ID    string // the id of its element, made as GitHub makes it
	Text  template.HTML
	Level int // 2 or 3
}

// Embedded returns the lessons that this program holds. They are parsed once, and nothing changes them.
func Embedded() (*Course, error) { return embedded() }

var embedded = sync.OnceValues(func() (*Course, error) { return Parse(lessons.FS) })

// Parse reads the course in fsys, which is rooted at the lessons' folder. The
// error joins all mistakes, each as "lessons/03-gather/zh.md:12: …".
func Parse(fsys fs.FS) (*Course, error) {
	var m mistakes
	folders, err := scan(fsys, &m)
	if err != nil {
		return nil, err
	}
	c := &Course{Lessons: map[string][]*Lesson{}, Snippets: map[string]*Snippet{}}
	for _, f := range folders {
		for name, s := range f.snippets {
			c.Snippets[f.name+"/"+name] = s
		}
	}
	texts := map[string]map[string]*text{} // by folder, then language
	for _, l := range languages() {
		c.Langs = append(c.Langs, l.tag)
		md := l.markdown()
		for _, f := range folders {
			t, err := parseText(fsys, md, l, f, folders, &m)
			if err != nil {
				return nil, err
			}
			if t == nil {
				continue // missing: a mistake already reported
			}
			c.Lessons[l.tag] = append(c.Lessons[l.tag], t.lesson)
			if texts[f.dir] == nil {
				texts[f.dir] = map[string]*text{}
			}
			texts[f.dir][l.tag] = t
		}
	}
	for _, f := range folders {
		inStep(c.Langs, texts[f.dir])
		setVersions(c.Langs, texts[f.dir])
		f.unshown(slices.Collect(maps.Values(texts[f.dir])), &m)
		for _, t := range texts[f.dir] {
			t.checkFragments(texts)
		}
	}
	if err := m.err(); err != nil {
		return nil, err
	}
	for _, lessons := range c.Lessons {
		slices.SortFunc(lessons, func(a, b *Lesson) int { return cmp.Compare(a.Number, b.Number) })
	}
	return c, nil
}
