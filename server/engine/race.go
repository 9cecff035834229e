package engine

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// An access is one of the two of a data race.
type access struct {
	writes bool
	main   bool   // by the main goroutine
	by     string // the goroutine's number, where it is another
	file   string // where in the reader's source; "" where it is not known
	line   int
}

// A race is two accesses that nothing orders: the later one first.
type race [2]access

// accessed is how the race detector begins what it says of an access, and framed
// how it says where that was, innermost first: of the reader's files alone there
// is no folder.
var (
	accessed = regexp.MustCompile(`^(?:Previous )?(?:atomic )?([Rr]ead|[Ww]rite) at 0x[0-9a-f]+ by (?:(main) goroutine|goroutine (\d+)):$`)
	framed   = regexp.MustCompile(`^ +(?:\./)?([A-Za-z0-9_]+\.go):([1-9]\d{0,8}) \+0x[0-9a-f]+$`)
)

// findRaces reads the race detector's reports in what a program has written to
// standard error: each race once, however often it was reported.
func findRaces(stderr []byte) []race {
	var races []race
	var found []access // of the report that is being read
	inside := false    // the stack of the last of them
	for line := range bytes.Lines(stderr) {
		text := strings.TrimRight(string(line), "\n")
		if strings.HasPrefix(text, "WARNING: DATA RACE") {
			found, inside = nil, false
			continue
		}
		if m := accessed.FindStringSubmatch(text); m != nil {
			found = append(found, access{writes: strings.EqualFold(m[1], "write"), main: m[2] != "", by: m[3]})
			inside = true
			continue
		}
		if text == "" && inside {
			inside = false
			if len(found) == 2 {
				races = addRace(races, race(found))
			}
			continue
		}
		if m := framed.FindStringSubmatch(text); m != nil && inside && found[len(found)-1].file == "" {
			last := &found[len(found)-1]
			last.file = m[1]
			last.line, _ = strconv.Atoi(m[2]) // of few digits
		}
	}
	return races
}

// addRace adds a race, unless one of the same two places is there already or it is
// in none of the reader's files. Programs can print text that looks like a report:
// two reads are no race and are dropped.
func addRace(races []race, r race) []race {
	same := func(other race) bool { return r.at(0) == other.at(0) && r.at(1) == other.at(1) }
	nowhere := r[0].file == "" && r[1].file == ""
	if nowhere || !r[0].writes && !r[1].writes || slices.ContainsFunc(races, same) {
		return races
	}
	return append(races, r)
}

// at returns one of the accesses without who made it.
func (r race) at(n int) access { return access{writes: r[n].writes, file: r[n].file, line: r[n].line} }

// items returns a race as remarks on the lines of its accesses.
func (r race) items(lang string) (items []play.Diagnostic) {
	for n, a := range r {
		if a.file == "" || n == 1 && a.file == r[0].file && a.line == r[0].line {
			continue // nowhere, or on a line that has its remark
		}
		items = append(items, play.Diagnostic{File: a.file, Line: a.line, Severity: play.SeverityRace,
			Message: a.sentence(lang, r[1-n])})
	}
	return items
}

// sentence describes an access, and the other of its race.
func (a access) sentence(lang string, other access) string {
	key := "race."
	for _, writes := range []bool{a.writes, other.writes} {
		if writes {
			key += "write"
		} else {
			key += "read"
		}
	}
	place := play.Message(lang, "race.line", "line", other.line)
	switch {
	case other.file == "":
		place = play.Message(lang, "race.elsewhere")
	case other.file != a.file:
		place = play.Message(lang, "race.file", "line", other.line, "file", other.file)
	case other.line == a.line:
		place = play.Message(lang, "race.here")
	}
	return play.Message(lang, key, "by", a.who(lang), "other", other.who(lang), "place", place)
}

func (a access) who(lang string) string {
	if a.main {
		return play.Message(lang, "race.main")
	}
	return play.Message(lang, "race.goroutine", "number", a.by)
}

// A raceWatch collects what a program built with the race detector writes to
// standard error.
type raceWatch struct {
	stderr []byte
}

// take takes a chunk. All that a program writes is within Limits.Output.
func (w *raceWatch) take(c sandbox.Chunk) {
	if c.Kind == play.KindStderr {
		w.stderr = append(w.stderr, c.Data...)
	}
}

// report emits the races that were found, in the order of their lines, and returns
// how many they are.
func (w *raceWatch) report(lang string, emit func(play.Event)) int {
	races := findRaces(w.stderr)
	var items []play.Diagnostic
	for _, r := range races {
		items = append(items, r.items(lang)...)
	}
	slices.SortStableFunc(items, func(a, b play.Diagnostic) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	if len(items) > 0 {
		emit(play.Event{Kind: play.KindDiagnostics, Items: items})
	}
	return len(races)
}
