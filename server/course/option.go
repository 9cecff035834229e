package course

import (
	"html/template"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// An Option is a possible answer to a Quiz, an item to sort, or a number that may be typed.
type Option struct {
	N             int           // its place in the lesson's list, from 1
	Text          template.HTML // of one line
	Why           template.HTML // why it is right or wrong, or comes in its place
	Right         bool          // true for each item to sort
	Value, Within float64       // of a Number: the option is what differs from Value by no more than Within
}

// The least and the most options: more than six are no longer read before one is chosen.
const leastOptions, mostOptions = 2, 6

// options reads the options of a question, and finds out its kind.
func (t *text) options(node *quizNode, list *ast.List) {
	q := node.quiz
	var plain []string
	right := 0
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		line := t.line(item)
		text, why := firstLine(item)
		if text == nil {
			t.mistake(line, "an answer is a line of text, and below it is its explanation")
			continue
		}
		option := Option{N: len(q.Options) + 1, Right: list.IsOrdered()}
		box, boxed := text.FirstChild().(*extast.TaskCheckBox)
		switch {
		case boxed && list.IsOrdered():
			t.mistake(line, "what is to be sorted has no box: the list is the right order")
		case boxed:
			option.Right = box.IsChecked
			text.RemoveChild(text, box)
		case !list.IsOrdered():
			t.mistake(line, "an answer begins with a box: - [x] if it is right, else - [ ]")
		}
		if option.Right {
			right++
		}
		words := strings.TrimSpace(t.plain(text))
		if slices.Contains(plain, words) {
			t.mistake(line, "the answer %q is there twice", words)
		}
		if why == nil {
			t.mistake(line, "the answer %q has no explanation: the line below it says why it is right, or wrong", words)
		}
		plain = append(plain, words)
		q.Options = append(q.Options, option)
		node.options = append(node.options, optionNode{text, document(why...)})
	}
	least := leastOptions
	switch {
	case list.IsOrdered():
		q.Kind = Order
	case slices.ContainsFunc(plain, func(s string) bool { return strings.Contains(s, within) }):
		q.Kind, least = Number, 1
		t.numbers(q, plain, list)
	case right > 1:
		q.Kind = Several
	default:
		q.Kind = Single
	}
	if n := len(q.Options); n < least || n > mostOptions {
		t.mistake(t.line(list), "a question has %d to %d answers, not %d", least, mostOptions, n)
	}
	if right == 0 {
		t.mistake(t.line(list), "no answer is right: a right one begins with - [x]")
	}
}

// within stands between a number and how far from it an answer may be.
const within = "±"

var number = regexp.MustCompile(`^(\d+(?:\.\d+)?)(?: ± (\d+(?:\.\d+)?))?(?: (.+))?$`)

// numbers reads the options of a question for a number: the right one, as "400 ± 40 requests a second",
// and others that readers may take for it, in the same unit.
func (t *text) numbers(q *Quiz, plain []string, list *ast.List) {
	var right *Option
	for i, item := 0, list.FirstChild(); i < len(plain); i, item = i+1, item.NextSibling() {
		match := number.FindStringSubmatch(plain[i])
		if match == nil {
			t.mistake(t.line(item), "%q is no number: where an answer has a %s they all are numbers, as "+
				"400 ± 40 requests a second, or 4 requests a second for one that is wrong", plain[i], within)
			return
		}
		option := &q.Options[i]
		option.Value, _ = strconv.ParseFloat(match[1], 64)  // a run of digits that is too long is infinite, and wrong
		option.Within, _ = strconv.ParseFloat(match[2], 64) // 0 where there is none
		switch {
		case i == 0:
			q.Unit = match[3]
		case q.Unit != match[3]:
			t.mistake(t.line(item), "the unit is %q here, and %q above", match[3], q.Unit)
		}
		if !option.Right {
			continue
		}
		if right != nil || match[2] == "" {
			t.mistake(t.line(item), "one number is right, and it says how far from it an answer may be: 400 ± 40, or 4 ± 0")
		}
		right = option
	}
	for _, o := range q.Options {
		if right != nil && !o.Right && math.Abs(o.Value-right.Value) <= right.Within+o.Within {
			t.mistake(t.line(list), "the number %g is to be wrong, and is within %g of %g", o.Value, right.Within, right.Value)
		}
	}
}

// firstLine divides an item of a list into its first line and what is below it. It returns nil for
// what there is none of.
func firstLine(item ast.Node) (text ast.Node, why []ast.Node) {
	first := item.FirstChild()
	if first == nil || first.Kind() != ast.KindTextBlock && first.Kind() != ast.KindParagraph {
		return nil, nil
	}
	why = siblings(first)
	for n := first.FirstChild(); n != nil; n = n.NextSibling() {
		if words, ok := n.(*ast.Text); ok && (words.SoftLineBreak() || words.HardLineBreak()) {
			words.SetSoftLineBreak(false)
			words.SetHardLineBreak(false)
			below := ast.NewParagraph()
			for _, n := range siblings(n) {
				below.AppendChild(below, n)
			}
			why = append([]ast.Node{below}, why...)
			break
		}
	}
	return inline(first), why
}

// inline moves what is in a block into one that is rendered without a tag.
func inline(block ast.Node) ast.Node {
	text := ast.NewTextBlock()
	for n := block.FirstChild(); n != nil; n = block.FirstChild() {
		text.AppendChild(text, n)
	}
	return text
}

// siblings returns the nodes after a node.
func siblings(n ast.Node) []ast.Node {
	var all []ast.Node
	for n = n.NextSibling(); n != nil; n = n.NextSibling() {
		all = append(all, n)
	}
	return all
}

// document moves nodes into a document.
func document(nodes ...ast.Node) ast.Node {
	d := ast.NewDocument()
	for _, n := range nodes {
		d.AppendChild(d, n)
	}
	return d
}
