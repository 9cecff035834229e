package course

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/yuin/goldmark/ast"
)

// A Prediction is a question before the first run of a snippet: to sort lines of its
// output, or to guess its time.
type Prediction struct {
	Question template.HTML // in the lesson's language
	// Lines are the lines to sort, in the order of the question: each is a line of the
	// output, or a part of one line alone. There are none if the time is asked.
	Lines []string
	Takes time.Duration // how long the program takes; 0 if lines are asked
	// Version is a hash of the program and of what is asked about it, the same in all languages.
	Version string
}

// version returns the Version of a prediction about a snippet.
func (p *Prediction) version(s *Snippet) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %v %s", p.Lines, p.Takes, s.Go))
	return hex.EncodeToString(sum[:4])
}

// predictMark is the kind of the callouts that are predictions.
const predictMark = "predict"

// An asked is a prediction of the text, with its line.
type asked struct {
	snippet string
	line    int
	lines   []string
	takes   time.Duration
}

// what describes the prediction in messages to authors.
func (a *asked) what() string {
	if a.lines == nil {
		return fmt.Sprintf("a time, %v", a.takes)
	}
	return "an order, of " + strings.Join(a.lines, ", ")
}

var kindPredict = ast.NewNodeKind("Predict")

// A predictNode is the place of a prediction in the text. Its children are the question.
type predictNode struct {
	ast.BaseBlock
	lines []string
	takes time.Duration
}

// Kind implements ast.Node.
func (*predictNode) Kind() ast.NodeKind { return kindPredict }

// Dump implements ast.Node.
func (p *predictNode) Dump(source []byte, level int) {
	ast.DumpHelper(p, source, level, map[string]string{"Lines": strings.Join(p.lines, ", "),
		"Takes": p.takes.String()}, nil)
}

// predict replaces a quotation, whose mark is removed already, by a prediction: the last
// block is a list of lines, or a duration.
func (t *text) predict(quote *ast.Blockquote, line int) {
	next, ok := quote.NextSibling().(*snippetNode)
	if !ok {
		t.mistake(line, "a prediction stands right before the snippet that it asks about")
		return
	}
	if next.snippet == nil {
		t.unsure.predictions = true // a mistake already reported
		return
	}
	if next.snippet.Exercise != nil {
		t.mistake(line, "a prediction asks about a program that is run as it stands, and an exercise is not")
		return
	}
	node := &predictNode{}
	last := quote.LastChild()
	switch n := last.(type) {
	case *ast.List:
		if node.lines, ok = t.linesToSort(n, next.snippet); !ok {
			return
		}
	default:
		text, ok := lonelyCode(t, last)
		if !ok {
			t.mistake(line, "[!PREDICT] ends with what it asks for: a list of lines to sort, as - `B done`, or how long the program takes, as `3s`")
			return
		}
		takes, err := time.ParseDuration(text)
		if err != nil || takes < 0 {
			t.mistake(t.line(last), "%q is no time that a program takes: write it as `3s` or `1.5s`", text)
			return
		}
		node.takes = takes
	}
	quote.RemoveChild(quote, last)
	if !quote.HasChildren() {
		t.mistake(line, "[!PREDICT] has no question: it stands before what is asked for")
		return
	}
	for n := quote.FirstChild(); n != nil; n = quote.FirstChild() {
		node.AppendChild(node, n)
	}
	quote.Parent().ReplaceChild(quote.Parent(), quote, node)
	_, name, _ := strings.Cut(next.snippet.ID, "/")
	t.asked = append(t.asked, asked{name, line, node.lines, node.takes})
}

// lonelyCode returns the code of a paragraph that has nothing else.
func lonelyCode(t *text, n ast.Node) (string, bool) {
	if n == nil || n.Kind() != ast.KindParagraph && n.Kind() != ast.KindTextBlock || n.ChildCount() != 1 ||
		n.FirstChild().Kind() != ast.KindCodeSpan {
		return "", false
	}
	return t.plain(n.FirstChild()), true
}

// linesToSort reads the list of lines. ok is false if their order is not the same
// wherever the program runs.
func (t *text) linesToSort(list *ast.List, s *Snippet) (lines []string, ok bool) {
	ok = true
	fault := func(n ast.Node, format string, args ...any) {
		t.mistake(t.line(n), format, args...)
		ok = false
	}
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		text, isCode := lonelyCode(t, item.FirstChild())
		switch {
		case !isCode || item.ChildCount() != 1:
			fault(item, "a line to sort is code, and nothing else: - `B done`")
		case slices.Contains(lines, text):
			fault(item, "the line %q is to be sorted twice", text)
		default:
			if problem := s.known(text); problem != "" {
				fault(item, "%s", problem)
			}
		}
		lines = append(lines, text)
	}
	if ok && len(lines) < 2 {
		fault(list, "one line alone has no order")
	}
	if !ok {
		return nil, false
	}
	for _, file := range s.outputs() {
		if slices.IsSortedFunc(lines, func(a, b string) int { return s.place(file, a) - s.place(file, b) }) {
			fault(list, "the lines are offered as they come in %s: mix them", file)
			break
		}
	}
	return lines, ok
}

// outputs lists the output files of the Go program.
func (s *Snippet) outputs() []string {
	_, places := snippetFiles()
	files := slices.Sorted(maps.Keys(places))
	return slices.DeleteFunc(files, func(file string) bool {
		_, there := s.Output[places[file]]
		return !there || places[file] == "python"
	})
}

// lines returns the lines of an output file.
func (s *Snippet) lines(file string) []string {
	_, places := snippetFiles()
	return strings.Split(strings.TrimRight(s.Output[places[file]], "\n"), "\n")
}

// place returns the index of the line of an output file that has the text in it.
func (s *Snippet) place(file, text string) int {
	return slices.IndexFunc(s.lines(file), func(line string) bool { return strings.Contains(line, text) })
}

// known returns why a text does not identify one line of each output; "" if it does.
func (s *Snippet) known(text string) string {
	for _, file := range s.outputs() {
		var found []string
		for _, line := range s.lines(file) {
			if strings.Contains(line, text) {
				found = append(found, line)
			}
		}
		switch {
		case len(found) == 0:
			return fmt.Sprintf("no line of %s has %q%s", file, text, meant(text, s.lines(file)))
		case len(found) > 1:
			return fmt.Sprintf("%q is in %d lines of %s: a line to sort is known by what only it has", text,
				len(found), file)
		case placeholder.MatchString(found[0]):
			return fmt.Sprintf("the line %q of %s is another in each run, and cannot be sorted", found[0], file)
		}
	}
	return ""
}
