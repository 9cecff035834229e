package course

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"html/template"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
)

// A Quiz is a question about what a lesson has just said. A page judges the answer, and then
// shows what is right or wrong about every option.
type Quiz struct {
	ID       string        // "gather/the-others"
	Version  string        // changes with what is asked, in whatever language
	Kind     QuizKind      //
	Question template.HTML // of one paragraph, in the lesson's language
	More     template.HTML // what follows the question, such as code; or ""
	Unit     string        // of a Number, in the lesson's language: "requests a second"; or ""
	Options  []Option      // as the lesson has them: for an Order, in the right order
}

// A QuizKind is how a question is answered.
type QuizKind string

// The kinds of questions.
const (
	Single  QuizKind = "single"  // by the one option that is right
	Several QuizKind = "several" // by all options that are right
	Order   QuizKind = "order"   // by sorting the options
	Number  QuizKind = "number"  // by typing a number; the options are the right one and known mistakes
)

// Offered returns the options in the order in which the reader gets them: those of an Order are mixed,
// in the same way in each language.
func (q *Quiz) Offered() []Option {
	if q.Kind != Order {
		return q.Options
	}
	seed := fnv.New64a()
	_, _ = seed.Write([]byte(q.ID)) // a hash takes everything
	random := rand.New(rand.NewPCG(seed.Sum64(), 0))
	offered := slices.Clone(q.Options)
	for slices.IsSortedFunc(offered, func(a, b Option) int { return cmp.Compare(a.N, b.N) }) {
		random.Shuffle(len(offered), func(i, j int) { offered[i], offered[j] = offered[j], offered[i] })
	}
	return offered
}

// quizMark is the kind of the callouts that are questions.
const quizMark = "quiz"

var kindQuiz = ast.NewNodeKind("Quiz")

// A quizNode is the place of a question in the text.
type quizNode struct {
	ast.BaseBlock
	quiz     *Quiz
	line     int
	sections int // how many headings come before it
	question ast.Node
	more     ast.Node
	options  []optionNode
}

// An optionNode holds the text of an option and the blocks of its explanation.
type optionNode struct{ text, why ast.Node }

// Kind implements ast.Node.
func (*quizNode) Kind() ast.NodeKind { return kindQuiz }

// Dump implements ast.Node.
func (q *quizNode) Dump(source []byte, level int) {
	ast.DumpHelper(q, source, level, map[string]string{"ID": q.quiz.ID}, nil)
}

var quizName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// quiz replaces a quotation, whose mark is removed already, by a question of that name.
func (t *text) quiz(quote *ast.Blockquote, name string, line int) {
	before := len(*t.mistakes)
	defer func() { t.unsure.quizzes = t.unsure.quizzes || len(*t.mistakes) > before }()
	switch {
	case !quizName.MatchString(name):
		t.mistake(line, "a question has a name, of a-z, 0-9 and hyphens, by which answers are kept: "+
			"[!QUIZ] the-others, not %q", name)
		return
	case t.folder.snippets[name] != nil:
		t.mistake(line, "the question %q has the name of a snippet: their addresses are the same", name)
		return
	case slices.ContainsFunc(t.quizzes, func(q *quizNode) bool { return q.quiz.ID == t.lesson.Name+"/"+name }):
		t.mistake(line, "there is another question %q in this lesson", name)
		return
	case !topLevel(quote):
		t.mistake(line, "a question stands by itself, not in a list or a quotation")
		return
	}
	node := &quizNode{quiz: &Quiz{ID: t.lesson.Name + "/" + name}, line: line, sections: len(t.headings)}
	list, ok := quote.LastChild().(*ast.List)
	if !ok || !isParagraph(quote.FirstChild()) {
		t.mistake(line, "[!QUIZ] begins with a paragraph, the question, and ends with a list: of answers, "+
			"as - [x] They run on., or of what to sort, as 1. First this.")
		return
	}
	quote.RemoveChild(quote, list)
	t.options(node, list)
	node.more = document(siblings(quote.FirstChild())...)
	node.question = inline(quote.FirstChild())
	quote.Parent().ReplaceChild(quote.Parent(), quote, node)
	if len(*t.mistakes) == before {
		t.quizzes = append(t.quizzes, node)
	}
}

// render renders the question and its options into the Quiz.
func (q *quizNode) render(t *text, md goldmark.Markdown) (err error) {
	render := func(n ast.Node) template.HTML {
		html, e := t.render(md, n)
		err = cmp.Or(err, e)
		return html
	}
	q.quiz.Question, q.quiz.More = render(q.question), render(q.more)
	for i, o := range q.options {
		option := &q.quiz.Options[i]
		option.Text, option.Why = render(o.text), render(o.why)
		if option.Within == 0 {
			option.Text = template.HTML(strings.Replace(string(option.Text), " "+within+" 0", "", 1))
		}
	}
	return err
}

// asks returns what is asked, to compare versions: all but the explanations.
func (q *quizNode) asks(t *text) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %q %q", q.quiz.Kind, t.blocks(q.question), t.blocks(q.more))
	for i, o := range q.options {
		fmt.Fprintf(&b, " %q %v", t.blocks(o.text), q.quiz.Options[i].Right)
	}
	return b.String()
}

// setVersions gives the questions of a lesson their versions: a short hash of what they ask in all languages.
func setVersions(langs []string, texts map[string]*text) {
	asked := map[string]string{} // by ID
	each := func(do func(*text, *quizNode)) {
		for _, lang := range langs {
			if t := texts[lang]; t != nil {
				for _, q := range t.quizzes {
					do(t, q)
				}
			}
		}
	}
	each(func(t *text, q *quizNode) { asked[q.quiz.ID] += q.asks(t) + "\n" })
	each(func(_ *text, q *quizNode) {
		sum := sha256.Sum256([]byte(asked[q.quiz.ID]))
		q.quiz.Version = hex.EncodeToString(sum[:4])
	})
}

// key returns what is right and wrong, in words that are the same in each language: "✗ ✓ ✗".
func (q *quizNode) key() string {
	var all []string
	for _, o := range q.quiz.Options {
		sign := "✗"
		if o.Right {
			sign = "✓"
		}
		switch q.quiz.Kind {
		case Order:
			sign = strconv.Itoa(o.N)
		case Number:
			sign += fmt.Sprintf(" %g ± %g", o.Value, o.Within)
		}
		all = append(all, sign)
	}
	return strings.Join(all, ", ")
}
