package course

import (
	"path"
	"slices"
)

// inStep compares a lesson's texts: what the first language shows, the others
// show in the same order.
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
	for i := range max(len(t.shown), len(first.shown)) {
		switch {
		case i >= len(t.shown):
			want := first.shown[i]
			t.mistake(0, "the snippet %q is not shown here: it is in %s:%d", want.name, path.Base(first.file), want.line)
		case i >= len(first.shown):
			got := t.shown[i]
			t.mistake(got.line, "the snippet %q is not shown in %s", got.name, path.Base(first.file))
		case t.shown[i].name != first.shown[i].name:
			got, want := t.shown[i], first.shown[i]
			t.mistake(got.line, "the snippet %q is shown here, but %q in %s:%d: the order is the same in each language",
				got.name, want.name, path.Base(first.file), want.line)
		default:
			continue
		}
		return // one difference makes others
	}
}

func (t *text) sameHeadings(first *text) {
	for i := range max(len(t.headings), len(first.headings)) {
		switch {
		case i >= len(t.headings):
			want := first.headings[i]
			t.mistake(0, "there is no heading here for %q of %s:%d", want.Text, path.Base(first.file), want.line)
		case i >= len(first.headings):
			got := t.headings[i]
			t.mistake(got.line, "there is no heading in %s for %q", path.Base(first.file), got.Text)
		case t.headings[i].Level != first.headings[i].Level:
			got, want := t.headings[i], first.headings[i]
			t.mistake(got.line, "the heading %q is of level %d, but of level %d in %s:%d: headings correspond",
				got.Text, got.Level, want.Level, path.Base(first.file), want.line)
		default:
			continue
		}
		return
	}
}

// samePredictions compares what readers of two languages are asked, wherever
// both texts show the snippet.
func (t *text) samePredictions(first *text) {
	got, want := t.askedOf(), first.askedOf()
	for _, s := range t.shown {
		g, w := got[s.name], want[s.name]
		switch {
		case g == nil && w != nil:
			t.mistake(s.line, "before the snippet %q there is no prediction as in %s:%d", s.name, path.Base(first.file), w.line)
		case g != nil && w == nil:
			t.mistake(g.line, "there is no prediction in %s before the snippet %q", path.Base(first.file), s.name)
		case g != nil && (g.takes != w.takes || !slices.Equal(g.lines, w.lines)):
			t.mistake(g.line, "the prediction asks for %s, but for %s in %s:%d: it is the same in each language",
				g.what(), w.what(), path.Base(first.file), w.line)
		}
	}
}

// askedOf returns what the text asks, by the name of the snippet.
func (t *text) askedOf() map[string]*asked {
	all := map[string]*asked{}
	for i, a := range t.asked {
		all[a.snippet] = &t.asked[i]
	}
	return all
}
