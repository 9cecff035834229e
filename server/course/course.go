// Package course turns the lessons' Markdown into what the pages show.
//
// A lesson is a folder, NN-name, with a text in each language and a folder for
// each snippet; lessons/README.md is its format. Parse reads them all, and says
// of every mistake where it stands and, where it can, what was meant. Nothing
// is shown of a course with a mistake in it.
//
// Raw HTML is no part of the format, and neither are pictures: a lesson is text
// and programs.
package course

import (
	"cmp"
	"html/template"
	"io/fs"
	"maps"
	"slices"
)

// A Course is all that the lessons' folder holds.
type Course struct {
	Langs    []string             // the languages, "en" first
	Lessons  map[string][]*Lesson // by language, in order
	Snippets map[string]*Snippet  // by ID
}

// A Lesson is a lesson's text in one language.
type Lesson struct {
	Number   int       // its place in the course, from its folder's name
	Name     string    // its address: "gather" for the folder 03-gather
	Lang     string    // "en" or "zh"
	Title    string    // plain text, the page's only heading of level 1
	Summary  string    // one sentence of at most 160 characters
	Asyncio  string    // what of asyncio it maps: "asyncio.gather"
	Minutes  int       // how long it takes to read and try
	Parts    []Part    // the text, in order
	Contents []Heading // its headings of levels 2 and 3
}

// A Part is a stretch of a lesson: either HTML or a Snippet.
type Part struct {
	HTML    template.HTML
	Snippet *Snippet
	Caption string      // of the Snippet, in the lesson's language
	Predict *Prediction // what the reader is asked before the first run; nil where nothing is
}

// A Heading is an entry of a lesson's table of contents.
type Heading struct {
	ID    string // the id of its element, made as GitHub makes it
	Text  string
	Level int // 2 or 3
}

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
				continue // it is missing, which is noted
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
