package course

import (
	"path"
	"slices"
	"strings"
)

// inStep checks that all languages of a lesson have the same snippets, predictions,
// questions, headings and callouts as the first, in the same order.
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
		if !first.unsure.exercises && !other.unsure.exercises {
			other.sameExercises(first)
		}
		if !first.unsure.quizzes && !other.unsure.quizzes {
			other.sameQuizzes(first)
		}
		if !first.unsure.headings && !other.unsure.headings {
			other.sameHeadings(first)
		}
		if !first.unsure.callouts && !other.unsure.callouts {
			other.sameCallouts(first)
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

func (t *text) sameCallouts(first *text) {
	i := difference(t.called, first.called, func(a, b called) bool { return a.kind == b.kind })
	switch file := path.Base(first.file); {
	case i < 0:
	case i >= len(t.called):
		want := first.called[i]
		t.mistake(0, "there is no callout here for [!%s] of %s:%d", strings.ToUpper(want.kind), file, want.line)
	case i >= len(first.called):
		got := t.called[i]
		t.mistake(got.line, "there is no callout in %s for [!%s]", file, strings.ToUpper(got.kind))
	default:
		got, want := t.called[i], first.called[i]
		t.mistake(got.line, "the callout is [!%s], but [!%s] in %s:%d: they come in the same order in each language",
			strings.ToUpper(got.kind), strings.ToUpper(want.kind), file, want.line)
	}
}

func (t *text) sameQuizzes(first *text) {
	file := path.Base(first.file)
	same := func(a, b *quizNode) bool { return a.quiz.ID == b.quiz.ID }
	if i := difference(t.quizzes, first.quizzes, same); i >= 0 {
		switch {
		case i >= len(t.quizzes):
			want := first.quizzes[i]
			t.mistake(0, "the question %q is not asked here: it is in %s:%d", want.quiz.ID, file, want.line)
		case i >= len(first.quizzes):
			got := t.quizzes[i]
			t.mistake(got.line, "the question %q is not asked in %s", got.quiz.ID, file)
		default:
			got, want := t.quizzes[i], first.quizzes[i]
			t.mistake(got.line, "the question %q is asked here, but %q in %s:%d: they come in the same order in each language",
				got.quiz.ID, want.quiz.ID, file, want.line)
		}
		return
	}
	for i, got := range t.quizzes {
		want := first.quizzes[i]
		if got.sections != want.sections {
			t.mistake(got.line, "the question %q stands under another heading than in %s:%d", got.quiz.ID, file, want.line)
		}
		if g, w := got.key(), want.key(); g != w {
			t.mistake(got.line, "the question %q has the answers %s here, but %s in %s:%d: they correspond", got.quiz.ID,
				g, w, file, want.line)
		}
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

// sameExercises compares the exercises of two languages, for each that both texts show.
func (t *text) sameExercises(first *text) {
	for _, got := range t.posed {
		for _, want := range first.posed {
			if got.snippet == want.snippet && got.hints != want.hints {
				t.mistake(got.line, "the exercise %q has %d hints, but %d in %s:%d", got.snippet, got.hints, want.hints,
					path.Base(first.file), want.line)
			}
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
