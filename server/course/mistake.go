package course

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// root is the lessons' folder as an author sees it, from the repository's root.
const root = "lessons/"

// A mistake is a mistake of an author, in a file of the lessons.
type mistake struct {
	file string // beneath the lessons' folder
	line int    // from 1; 0 where it is about the whole file
	text string
}

func (m *mistake) Error() string {
	if m.line == 0 {
		return fmt.Sprintf("%s%s: %s", root, m.file, m.text)
	}
	return fmt.Sprintf("%s%s:%d: %s", root, m.file, m.line, m.text)
}

// mistakes collects all mistakes of a course, to report them together.
type mistakes []*mistake

func (m *mistakes) add(file string, line int, format string, args ...any) {
	*m = append(*m, &mistake{file, line, fmt.Sprintf(format, args...)})
}

// err joins the mistakes in the order of files and lines; nil if there are none.
func (m mistakes) err() error {
	slices.SortStableFunc(m, func(a, b *mistake) int {
		return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.line, b.line))
	})
	var errs []error
	for i, e := range m {
		if i == 0 || *e != *m[i-1] { // report each mistake once per line
			errs = append(errs, e)
		}
	}
	return errors.Join(errs...)
}

// meant returns ` (did you mean "…"?)` with the name nearest to got, or "" if none is
// near.
func meant(got string, names []string) string {
	best, least := "", max(2, len(got)/3)+1
	for _, name := range slices.Sorted(slices.Values(names)) {
		if d := distance(got, name); d < least {
			best, least = name, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
}

// distance returns the Levenshtein distance of a and b, in letters.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			replaced := diagonal
			if x[i] != y[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}
