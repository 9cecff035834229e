package class

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"asynctour/server/course"
)

// maxOrder is the most numbers of an answer.
const maxOrder = 32

// An asked is what a class can be asked: a prediction, or the question of a quiz.
type asked struct {
	id, version string
	kind        string // one of the course's quiz kinds, "time" or "lines"
	items       int    // options, or items or lines to sort
	right       func(numbers []float64) bool
}

// questions returns what a course has to ask, by the ID of the snippet or of the quiz.
func questions(c *course.Course) map[string]*asked {
	all := map[string]*asked{}
	for _, lesson := range c.Lessons[c.Langs[0]] {
		for _, part := range lesson.Parts {
			switch {
			case part.Quiz != nil:
				all[part.Quiz.ID] = ofQuiz(part.Quiz)
			case part.Predict != nil:
				all[part.Snippet.ID] = ofPrediction(part.Snippet, part.Predict)
			}
		}
	}
	return all
}

func ofQuiz(q *course.Quiz) *asked {
	a := &asked{id: q.ID, version: q.Version, kind: string(q.Kind), items: len(q.Options)}
	switch q.Kind {
	case course.Order:
		a.right = func(numbers []float64) bool { return slices.IsSorted(numbers) }
	case course.Number:
		a.right = func(numbers []float64) bool {
			return !slices.ContainsFunc(q.Options, func(o course.Option) bool { return o.Right != near(o, numbers[0]) })
		}
	default:
		a.right = func(numbers []float64) bool {
			return !slices.ContainsFunc(q.Options, func(o course.Option) bool {
				return o.Right != slices.Contains(numbers, float64(o.N))
			})
		}
	}
	return a
}

// near reports whether a number that was typed is the option. It is decimal: rounding is what the binary one may differ.
func near(o course.Option, typed float64) bool {
	const rounding = 1e-9
	return math.Abs(typed-o.Value) <= o.Within+rounding
}

func ofPrediction(s *course.Snippet, p *course.Prediction) *asked {
	if p.Lines == nil {
		return &asked{id: s.ID, version: p.Version, kind: "time", right: func(numbers []float64) bool {
			// As the page compares: a tenth, or 200 ms.
			takes := p.Takes.Seconds()
			return math.Abs(takes-numbers[0]) <= max(takes/10, (200*time.Millisecond).Seconds())
		}}
	}
	printed := strings.Split(s.Want("browser"), "\n")
	at := func(n float64) int {
		return slices.IndexFunc(printed, func(line string) bool { return strings.Contains(line, p.Lines[int(n)-1]) })
	}
	return &asked{id: s.ID, version: p.Version, kind: "lines", items: len(p.Lines), right: func(numbers []float64) bool {
		return slices.IsSortedFunc(numbers, func(a, b float64) int { return at(a) - at(b) })
	}}
}

// read returns the numbers of a value; ok is false if it is no answer to the question.
func (a *asked) read(value string) (numbers []float64, ok bool) {
	if value == "" || strings.Count(value, ",") >= maxOrder {
		return nil, false
	}
	for one := range strings.SplitSeq(value, ",") {
		n, err := strconv.ParseFloat(one, 64)
		if err != nil || strconv.FormatFloat(n, 'f', -1, 64) != one || math.IsInf(n, 0) || math.IsNaN(n) {
			return nil, false // each number is written in one way, so that equal answers are equal values
		}
		numbers = append(numbers, n)
	}
	isItem := func(n float64) bool { return n == math.Trunc(n) && n >= 1 && n <= float64(a.items) }
	unique := len(slices.Compact(slices.Sorted(slices.Values(numbers)))) == len(numbers)
	switch a.kind {
	case "time", string(course.Number):
		ok = len(numbers) == 1
	case string(course.Single):
		ok = len(numbers) == 1 && isItem(numbers[0])
	case string(course.Several):
		ok = unique && slices.IsSorted(numbers) && !slices.ContainsFunc(numbers, func(n float64) bool { return !isItem(n) })
	default:
		ok = len(numbers) == a.items && unique && !slices.ContainsFunc(numbers, func(n float64) bool { return !isItem(n) })
	}
	return numbers, ok
}

// isRight reports whether a value is the right answer.
func (a *asked) isRight(value string) bool {
	numbers, ok := a.read(value)
	return ok && a.right(numbers)
}
