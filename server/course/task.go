package course

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
)

// exerciseMark is the kind of the callouts that are the tasks of exercises.
const exerciseMark = "exercise"

// A posed is an exercise in the text, with its line.
type posed struct {
	snippet string
	hints   int
	line    int
}

var kindTask = ast.NewNodeKind("Task")

// A taskNode is the place of an exercise's text. Its children are the task.
type taskNode struct {
	ast.BaseBlock
	names         []string   // of the checks
	checks, hints []ast.Node // the blocks whose children are the text of each
}

// Kind implements ast.Node.
func (*taskNode) Kind() ast.NodeKind { return kindTask }

// Dump implements ast.Node.
func (n *taskNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// exercise replaces a quotation, whose mark is removed already, by a task: what is to be
// done, then the list of the checks, then the numbered list of the hints.
func (t *text) exercise(quote *ast.Blockquote, line int) {
	next, ok := quote.NextSibling().(*snippetNode)
	switch {
	case !ok:
		t.mistake(line, "[!EXERCISE] stands right before the link to the exercise's main.go")
		return
	case next.snippet == nil:
		return // a mistake already reported
	case next.snippet.Exercise == nil:
		t.mistake(line, "%s is no exercise: that has %s, solution and wrong beside main.go", next.snippet.Dir, checkFile)
		return
	}
	t.unwritten(line, next.snippet)
	node := &taskNode{}
	hints, ok := quote.LastChild().(*ast.List)
	if !ok || !hints.IsOrdered() {
		t.mistake(line, "[!EXERCISE] ends with a numbered list: the hints")
		return
	}
	checks, ok := hints.PreviousSibling().(*ast.List)
	if !ok || checks.IsOrdered() {
		t.mistake(line, "[!EXERCISE] has the list of the checks before the hints: - `TestPeak`: never more than four at once")
		return
	}
	if checks.PreviousSibling() == nil {
		t.mistake(line, "[!EXERCISE] has no task: it stands before the checks")
		return
	}
	if n := hints.ChildCount(); n < leastHints {
		t.mistake(t.line(hints), "%d hint: there are %d at least, the next one for whom the first was not enough", n,
			leastHints)
	}
	for item := hints.FirstChild(); item != nil; item = item.NextSibling() {
		node.hints = append(node.hints, item)
	}
	for item := checks.FirstChild(); item != nil; item = item.NextSibling() {
		name, ok := t.checkOf(item)
		if !ok {
			t.mistake(t.line(item), "a check is its name, a colon and what it is: - `TestPeak`: never more than four at once")
			return
		}
		node.names = append(node.names, name)
		node.checks = append(node.checks, item.FirstChild())
	}
	if e := next.snippet.Exercise; len(e.Checks) > 0 {
		if problem := e.unlike(node.names); problem != "" {
			t.mistake(t.line(checks), "%s", problem)
		}
	}
	// The lists leave the quotation; the nodes in them stay where they are, for walk to look at.
	for _, list := range []ast.Node{hints, checks} {
		quote.RemoveChild(quote, list)
		list.SetParent(node)
	}
	for n := quote.FirstChild(); n != nil; n = quote.FirstChild() {
		node.AppendChild(node, n)
	}
	quote.Parent().ReplaceChild(quote.Parent(), quote, node)
	_, name, _ := strings.Cut(next.snippet.ID, "/")
	t.posed = append(t.posed, posed{name, len(node.hints), line})
}

// checkOf takes the name of a check, and the colon after it, out of an item of the list.
func (t *text) checkOf(item ast.Node) (name string, ok bool) {
	block := item.FirstChild()
	if item.ChildCount() != 1 || block.ChildCount() < 2 {
		return "", false
	}
	code, isCode := block.FirstChild().(*ast.CodeSpan)
	rest, isText := block.FirstChild().NextSibling().(*ast.Text)
	if !isCode || !isText {
		return "", false
	}
	value := string(rest.Value(t.source))
	for _, colon := range []string{": ", "："} {
		if after, ok := strings.CutPrefix(value, colon); ok && (after != "" || rest.NextSibling() != nil) {
			name = t.plain(code)
			block.RemoveChild(block, code)
			rest.Segment.Start += len(colon)
			return name, true
		}
	}
	return "", false
}

// posedOf returns a copy of a snippet with the texts of its exercise.
func (t *text) posedOf(md goldmark.Markdown, s *Snippet, node *taskNode) (*Snippet, error) {
	copied, exercise := *s, *s.Exercise
	copied.Exercise = &exercise
	var err error
	if exercise.Text, err = t.render(md, node); err != nil {
		return nil, err
	}
	exercise.Checks = make([]Check, len(node.checks))
	for i, check := range node.checks {
		exercise.Checks[i].Name = node.names[i]
		if exercise.Checks[i].Text, err = t.render(md, check); err != nil {
			return nil, err
		}
	}
	for _, hint := range node.hints {
		html, err := t.render(md, hint)
		if err != nil {
			return nil, err
		}
		exercise.Hints = append(exercise.Hints, html)
	}
	return &copied, nil
}

// unposed reports the exercises that the text shows without their tasks.
func (t *text) unposed() {
	for _, s := range t.shown {
		isPosed := slices.ContainsFunc(t.posed, func(p posed) bool { return p.snippet == s.name })
		if t.folder.snippets[s.name].Exercise != nil && !isPosed && !t.unsure.exercises {
			t.mistake(s.line, "the exercise %q has no task: a quotation that begins with [!EXERCISE] stands right before it",
				s.name)
		}
	}
}

// unwritten reports the lines of an exercise's text, from its mark to its link, that are still to be written.
func (t *text) unwritten(mark int, s *Snippet) {
	_, name, _ := strings.Cut(s.ID, "/")
	i := slices.IndexFunc(t.shown, func(shown shown) bool { return shown.name == name })
	n := 0
	for line := range strings.Lines(string(t.source)) {
		if n++; n >= mark && n <= t.shown[i].line && strings.Contains(line, todo) {
			t.mistake(n, "still to be written: %s", strings.TrimSpace(line))
		}
	}
}
