package class

import (
	"encoding/csv"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// TestTelling holds the discrimination to what it is by hand.
func TestTelling(t *testing.T) {
	const n = 20
	item1 := func(right func(i int) bool) item {
		all := item{}
		for i := range n {
			all[fmt.Sprint(i)] = right(i)
		}
		return all
	}
	good := item1(func(i int) bool { return i >= n/2 })
	bad := item1(func(i int) bool { return i < n/2 })
	same := item1(func(int) bool { return true })
	few := item{"0": true, "1": false}
	for _, test := range []struct {
		what  string
		items []item
		want  float64 // of the first
	}{
		{"it tells those apart whom others do", []item{good, good}, 1},
		{"it is wrong where others are right", []item{bad, good, good}, -1},
		{"all are right", []item{same, good}, 0},
		{"all others are the same to all", []item{good, same}, 0},
		{"half and half", []item{good, good, bad}, 0},
	} {
		if got := telling(test.items, 0); got == nil || math.Abs(*got-test.want) > 1e-9 {
			t.Errorf("%s: %v, want %v", test.what, *got, test.want)
		}
	}
	if got := telling([]item{few, good}, 0); got != nil {
		t.Errorf("two answers: %v", *got)
	}
	if got := telling([]item{good}, 0); got != nil {
		t.Errorf("nothing to compare with: %v", *got)
	}
}

// TestCSV has a table in which no cell is a formula, and each is where it belongs.
func TestCSV(t *testing.T) {
	c, err := theCourse()
	if err != nil {
		t.Fatal(err)
	}
	cs := New(Config{Course: c})
	version := cs.questions[aQuiz].version
	right := ""
	for _, value := range []string{"1", "2", "3"} {
		if cs.questions[aQuiz].isRight(value) {
			right = value
		}
	}
	r := report{
		members: []memberRow{{"m1", "=HYPERLINK(\"x\")", 1764547200000000}, {"m2", "李, \"雷\"", 1764547200000000}},
		askings: []asking{{ID: "A", Question: aQuiz, Version: version}, {ID: "B", Question: "gone/for-good", Version: "v"}},
		votes:   map[voteKey]string{{"A", "m1", 1}: "1", {"A", "m1", 2}: right, {"B", "m2", 1}: "-3"},
		progress: map[progressKey]progress{
			{"m1", aExercise}: {Result: Result{Deadlock, "@all", 12}, Tries: 3},
			{"m2", aExercise}: {Result: Result{Outcome: Done}, Tries: 1, Done: 1764547260000000},
			{"m2", aSnippet}:  {Result: Result{Outcome: Done}},
		},
		sent: map[progressKey]int{{"m2", aExercise}: 2},
	}
	text, ok := strings.CutPrefix(string(cs.csv(r)), "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || !ok {
		t.Fatal(err, ok)
	}
	for i, want := range [][]string{
		{"name", "joined", aQuiz + " 1", aQuiz + " 2", aQuiz + " right", "gone/for-good 1", "gone/for-good 2",
			"gone/for-good right", aExercise + " result", aExercise + " runs", aExercise + " submissions", aExercise + " solved"},
		{"'=HYPERLINK(\"x\")", "2025-12-01T00:00:00Z", "1", right, "true", "", "", "", "deadlock, main.go:12, @all", "3", "", ""},
		{"李, \"雷\"", "2025-12-01T00:00:00Z", "", "", "", "'-3", "", "", "done", "1", "2", "2025-12-01T00:01:00Z"},
	} {
		if !slices.Equal(rows[i], want) {
			t.Errorf("row %d is\n%q, want\n%q", i, rows[i], want)
		}
	}
}
