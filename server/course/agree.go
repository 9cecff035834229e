package course

import (
	"path"
	"slices"
)

// inStep checks that all languages of a lesson have the same snippets, predictions and
// headings as the first, in the same order.
func inStep(langs []string, texts map[string]*text) {
	first := texts[langs[0]]
	if first == nil {
		return
	}
	for _, lang := range langs[1:] {
		other := texts[lang]
		if other == nil {
			continue
		}
		if !first.unsure.snippets && !other.unsure.snippets {
			other.sameSnippets(first)
		}
		if !first.unsure.predictions && !other.unsure.predictions {
			other.samePredictions(first)
		}
		if !first.unsure.headings && !other.unsure.headings {
			other.sameHeadings(first)
		}
	}
}

func (t *text) sameSnippets(first *text) {
	i := difference(t.shown, first.shown, func(a, b shown) bool { return a.name == b.name })
	switch file := path.Base(first.file); {
	case i < 0:
	case i >= len(t.shown):
		want := first.shown[i]
		t.mistake(0, "the snippet %q is not shown here: it is in %s:%d", want.name, file, want.line)
	case i >= len(first.shown):
		got := t.shown[i]
		t.mistake(got.line, "the snippet %q is not shown in %s", got.name, file)
	default:
		got, want := t.shown[i], first.shown[i]
		t.mistake(got.line, "the snippet %q is shown here, but %q in %s:%d: the order is the same in each language",
			got.name, want.name, file, want.line)
	}
}

func (t *text) sameHeadings(first *text) {
	i := difference(t.headings, first.headings, func(a, b heading) bool { return a.Level == b.Level })
	switch file := path.Base(first.file); {
	case i < 0:
	case i >= len(t.headings):
		want := first.headings[i]
		t.mistake(0, "there is no heading here for %q of %s:%d", want.plain, file, want.line)
	case i >= len(first.headings):
		got := t.headings[i]
		t.mistake(got.line, "there is no heading in %s for %q", file, got.plain)
	default:
		got, want := t.headings[i], first.headings[i]
		t.mistake(got.line, "the heading %q is of level %d, but of level %d in %s:%d: headings correspond",
			got.plain, got.Level, want.Level, file, want.line)
	}
}

// difference returns the first index at which got and want differ, -1 if there is none:
// the later differences follow from it.
func difference[T any](got, want []T, same func(a, b T) bool) int {
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || !same(got[i], want[i]) {
			return i
		}
	}
	return -1
}

// samePredictions compares the predictions of two languages, for each snippet that both
// texts show.
func (t *text) samePredictions(first *text) {
	got, want := t.askedOf(), first.askedOf()
	for _, s := range t.shown {
		g, w := got[s.name], want[s.name]
		switch {
		case g == nil && w != nil:
			t.mistake(s.line, "before the snippet %q there is no prediction as in %s:%d", s.name,
				path.Base(first.file), w.line)
		case g != nil && w == nil:
			t.mistake(g.line, "there is no prediction in %s before the snippet %q", path.Base(first.file), s.name)
		case g != nil && (g.takes != w.takes || !slices.Equal(g.lines, w.lines)):
			t.mistake(g.line, "the prediction asks for %s, but for %s in %s:%d: it is the same in each language",
				g.what(), w.what(), path.Base(first.file), w.line)
		}
	}
}

// askedOf returns the predictions of the text, by the name of the snippet.
func (t *text) askedOf() map[string]*asked {
	all := map[string]*asked{}
	for i, a := range t.asked {
		all[a.snippet] = &t.asked[i]
	}
	return all
}
