package course

import (
	"fmt"
	"regexp"
	"strings"
)

// A placeholder in an output file matches any text that is not empty.
var placeholder = regexp.MustCompile(`‹[^‹›]*›`)

// Match compares the output of a program, got, with an output file, want, in which ‹8›
// matches any text within a line. The error has the first line that differs.
func Match(want, got string) error {
	wants, gots := strings.SplitAfter(want, "\n"), strings.SplitAfter(got, "\n")
	for i := range max(len(wants), len(gots)) {
		w, g := at(wants, i), at(gots, i)
		if w == g || w != "" && g != "" && pattern(w).MatchString(g) {
			continue
		}
		switch {
		case g == "":
			return fmt.Errorf("line %d: the output ends, want %q", i+1, w)
		case w == "":
			return fmt.Errorf("line %d: got %q, want no more", i+1, g)
		}
		return fmt.Errorf("line %d: got %q, want %q", i+1, g, w)
	}
	return nil
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}

// pattern returns the pattern for a line of an output file.
func pattern(line string) *regexp.Regexp {
	parts := placeholder.Split(line, -1)
	for i, part := range parts {
		parts[i] = regexp.QuoteMeta(part)
	}
	return regexp.MustCompile("^" + strings.Join(parts, ".+") + "$")
}

// checkOutput reports placeholders that do not end on their line.
func checkOutput(file, content string, m *mistakes) {
	for i, line := range strings.Split(content, "\n") {
		if strings.ContainsAny(placeholder.ReplaceAllString(line, ""), "‹›") {
			m.add(file, i+1, "a ‹ or › without its other: a placeholder starts and ends on its line, as ‹8›")
		}
	}
}
