package class

import (
	"testing"
	"time"

	"asynctour/lessons"
	"asynctour/server/course"
)

func TestAnswers(t *testing.T) {
	options := []course.Option{{N: 1}, {N: 2, Right: true}, {N: 3, Right: true}}
	single := []course.Option{{N: 1}, {N: 2, Right: true}}
	number := []course.Option{{N: 1, Right: true, Value: 0.3}, {N: 2, Value: 3, Within: 1}}
	lines := &course.Snippet{Output: map[string]string{"": "A starts\nB starts\nB done\nA done\n"}}
	for _, test := range []struct {
		what         string
		of           *asked
		right, wrong []string
		refused      []string
	}{
		{"single", ofQuiz(&course.Quiz{Kind: course.Single, Options: single}), []string{"2"}, []string{"1"},
			[]string{"", "0", "3", "1,2", "2.0", "1.5", "+2", " 2", "0x2", "NaN", "Inf", "two", "2,", "1e0"}},
		{"several", ofQuiz(&course.Quiz{Kind: course.Several, Options: options}), []string{"2,3"},
			[]string{"2", "1,2,3", "1"}, []string{"3,2", "2,2", "4", ""}},
		{"order", ofQuiz(&course.Quiz{Kind: course.Order, Options: options}), []string{"1,2,3"}, []string{"2,1,3"},
			[]string{"1,2", "1,2,2", "1,2,4"}},
		{"number", ofQuiz(&course.Quiz{Kind: course.Number, Options: number}), []string{"0.3", "0.30000000000000004"},
			[]string{"3", "-7", "100000000000"}, []string{"1,2", "", "1e999"}},
		{"time", ofPrediction(&course.Snippet{}, &course.Prediction{Takes: 3 * time.Second}), []string{"3", "2.7", "3.3"},
			[]string{"2.6", "9"}, []string{"", "3,3"}},
		{"lines", ofPrediction(lines, &course.Prediction{Lines: []string{"A done", "A starts", "B done"}}),
			[]string{"2,3,1"}, []string{"1,2,3"}, []string{"2,3", "2,3,4", "2,3,3"}},
	} {
		for _, value := range test.right {
			if !test.of.isRight(value) {
				t.Errorf("%s: %q is wrong", test.what, value)
			}
		}
		for _, value := range test.wrong {
			if _, ok := test.of.read(value); !ok || test.of.isRight(value) {
				t.Errorf("%s: %q: taken %v, right %v", test.what, value, ok, test.of.isRight(value))
			}
		}
		for _, value := range test.refused {
			if _, ok := test.of.read(value); ok {
				t.Errorf("%s: %q is taken", test.what, value)
			}
		}
	}
}

// TestQuestions finds what the lessons ask, each with one right answer at least where there are few possible ones.
func TestQuestions(t *testing.T) {
	c, err := course.Parse(lessons.FS)
	if err != nil {
		t.Fatal(err)
	}
	all := questions(c)
	if len(all) < len(c.Lessons["en"]) {
		t.Errorf("%d questions in %d lessons", len(all), len(c.Lessons["en"]))
	}
	for id, a := range all {
		if a.id != id || a.version == "" {
			t.Errorf("%s is %+v", id, a)
		}
		if a.kind == string(course.Single) {
			right := 0
			for _, value := range []string{"1", "2", "3", "4", "5", "6"} {
				if a.isRight(value) {
					right++
				}
			}
			if right != 1 {
				t.Errorf("%s has %d right answers", id, right)
			}
		}
	}
}
