package complete

import (
	"fmt"
	"go/importer"
	"go/token"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// known are the packages that the tests' completer offers; there is export data
// of them and of what they import.
var known = []string{
	"builtin", "bytes", "context", "crypto/rand", "errors", "fmt", "math/rand", "math/rand/v2", "net/url", "os", "slices", "strings", "sync", "time",
}

// newCompleter returns a completer that reads export data of this computer's own.
func newCompleter(t testing.TB) *Completer {
	t.Helper()
	packages := slices.DeleteFunc(slices.Clone(known), func(path string) bool { return path == "builtin" })
	out, err := exec.Command("go", append([]string{"list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}"}, packages...)...).Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	files := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		files[path] = file
	}
	return New(known, importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) {
		file, ok := files[path]
		if !ok {
			return nil, fmt.Errorf("no package %q", path)
		}
		return os.Open(file)
	}))
}

// at cuts the cursor, ‸, out of a source.
func at(source string) (text string, offset int) {
	before, after, ok := strings.Cut(source, "‸")
	if !ok {
		panic("a source without a cursor")
	}
	return before + after, len(before)
}

// inMain returns a program that imports some packages and whose main has a body.
func inMain(body string) string {
	return "package main\n\nimport (\n\t\"context\"\n\t\"fmt\"\n\t\"sync\"\n\t\"time\"\n)\n\n" +
		"func main() {\n\tctx := context.Background()\n\tvar wg sync.WaitGroup\n\t" + body + "\n}\n\n" + declared
}

// declared is what is declared behind main.
const declared = `
// An order is what somebody wants. It is paid later.
type order struct {
	sync.Mutex
	Table int // Table has a number.
	drink string
	due   time.Duration
}

// Serve brings it.
func (o *order) Serve(ctx context.Context, to ...string) (err error) { return nil }

// limit is how many there can be.
const limit = 3

func each[T any](list []T, f func(T) error) {}
`

func labels(items []Item) []string {
	var list []string
	for _, item := range items {
		list = append(list, item.Label)
	}
	return list
}

// TestComplete looks at what is offered: all of it where want ends in nothing
// more, and else that it has these and has none of not.
func TestComplete(t *testing.T) {
	c := newCompleter(t)
	for _, test := range []struct {
		name, source string
		all          string // what is offered, to the last
		has, not     string // what is among it, and what is not
	}{
		{name: "a package", source: inMain("fmt.Pr‸"), has: "Print Printf Println Errorf Stringer", not: "newPrinter Add"},
		{name: "a package, nothing written yet", source: inMain("fmt.‸"), has: "Println"},
		{name: "a package, a statement following", source: inMain("fmt.‸\n\tx := 1\n\t_ = x"), has: "Println"},
		{name: "a value", source: inMain("wg.‸"), all: "Add Done Go Wait"},
		{name: "a keyword so far", source: inMain("wg.go‸"), all: "Add Done Go Wait"},
		{name: "an interface", source: inMain("<-ctx.‸"), all: "Deadline Done Err Value"},
		{name: "a call's result", source: inMain("time.Now().‸"), has: "Add Unix Format", not: "wall"},
		{name: "an unfinished call", source: inMain("fmt.Println(wg, ctx.‸"), all: "Deadline Done Err Value"},
		{name: "an unfinished condition", source: inMain("if ctx.‸"), all: "Deadline Done Err Value"},
		{name: "a condition with its block", source: inMain("if ctx.‸ {\n\t}"), all: "Deadline Done Err Value"},
		{name: "an unfinished loop", source: inMain("for _, x := range wg.‸"), all: "Add Done Go Wait"},
		{name: "unfinished functions", source: inMain("wg.Go(func() {\n\t\tfor {\n\t\t\tselect {\n\t\t\tcase <-ctx.‸"), all: "Deadline Done Err Value"},
		{name: "a case", source: inMain("switch {\n\tcase wg.‸\n\t}"), all: "Add Done Go Wait"},
		{name: "an argument on its own line", source: inMain("fmt.Println(\n\t\tctx.‸\n\t)"), all: "Deadline Done Err Value"},
		{name: "fields and methods", source: inMain("var o order\n\to.‸"), all: "Mutex Table drink due Lock Serve TryLock Unlock"},
		{name: "a pointer's", source: inMain("o := &order{}\n\to.‸"), all: "Mutex Table drink due Lock Serve TryLock Unlock"},
		{name: "a type parameter", source: "package main\n\nfunc f[E error](e E) { e.‸ }\n", all: "Error"},
		{name: "a type", source: inMain("var m sync.‸"), has: "Mutex WaitGroup"},
		{name: "an inferred type", source: inMain("each([]order{}, func(o order) error { o.‸ })"), has: "Table Serve"},
		{name: "keys of a structure", source: inMain("_ = order{Table: 1, d‸}"), has: "drink due Mutex wg", not: "Table"},
		{name: "a value of a structure", source: inMain("_ = order{drink: d‸}"), has: "wg delete", not: "due"},
		{name: "in scope", source: inMain("x‸ := 1\n\tafter := 2"), has: "ctx wg main order each limit len nil error string fmt time for return strings", not: "after sum"},
		{name: "in a function's scope", source: inMain("f := func(inner int) { in‸ }"), has: "inner ctx", not: "f"},
		{name: "a package that is in scope", source: inMain("fm‸"), has: "fmt strings"},
		{name: "an expression", source: inMain("f := fu‸"), has: "func range struct", not: "return if"},
		{name: "at the top", source: "package main\n\nfu‸\n", all: "const func import type var"},
		{name: "an empty line", source: inMain("‸"), has: "ctx for"},
		{name: "before a name", source: inMain("‸wg.Wait()"), has: "ctx for"},
		{name: "within a word", source: inMain("wg.Wa‸it()"), all: "Add Done Go Wait"},
		{name: "an import", source: "package main\n\nimport \"st‸\"\n", has: "strings net/url math/rand/v2", not: "builtin"},
		{name: "an import without its end", source: "package main\n\nimport (\n\t\"fmt\"\n\t\"ne‸\n)\n", has: "net/url"},
		{name: "the name of an import", source: "package main\n\nimport (\n\tst‸\n)\n"},
		{name: "a text", source: inMain("fmt.Println(\"fmt.‸\")")},
		{name: "a text without its end", source: inMain("fmt.Println(\"fmt.‸")},
		{name: "a comment", source: inMain("// fmt.‸")},
		{name: "an open comment", source: inMain("/* fmt.‸")},
		{name: "a number", source: inMain("x := 1.‸")},
		{name: "a new name", source: inMain("var ti‸")},
		{name: "a new function", source: "package main\n\nfunc ma‸\n"},
		{name: "nothing known", source: inMain("nobody.‸")},
		{name: "an empty file", source: "‸", all: "const func import type var"},
		{name: "not a program", source: "((((((‸}}}}"},
		{name: "not imported", source: inMain("strings.‸"), has: "Builder Fields"},
		{name: "an import that fails", source: "package main\n\nimport \"no/such\"\n\nfunc main() { such.‸ }\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := labels(c.Complete(at(test.source)))
			if want := strings.Fields(test.all); test.has == "" && !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
			for _, label := range strings.Fields(test.has) {
				if !slices.Contains(got, label) {
					t.Errorf("got %q, want %s among it", got, label)
				}
			}
			for _, label := range strings.Fields(test.not) {
				if slices.Contains(got, label) {
					t.Errorf("got %s, which is not wanted", label)
				}
			}
		})
	}
}

func TestItem(t *testing.T) {
	c := newCompleter(t)
	for _, test := range []struct {
		source string
		want   Item
	}{
		{inMain("fmt.‸"), Item{Label: "Println", Kind: Func, Detail: "func(a ...any) (n int, err error)", Package: "fmt", Symbol: "Println"}},
		{inMain("fmt.‸"), Item{Label: "Stringer", Kind: Type, Detail: "interface", Package: "fmt", Symbol: "Stringer"}},
		{inMain("wg.‸"), Item{Label: "Add", Kind: Method, Detail: "func(delta int)", Package: "sync", Symbol: "WaitGroup.Add"}},
		{inMain("ctx.‸"), Item{Label: "Deadline", Kind: Method, Detail: "func() (deadline time.Time, ok bool)", Package: "context", Symbol: "Context.Deadline"}},
		{inMain("time.‸"), Item{Label: "Second", Kind: Const, Detail: "time.Duration = 1000000000", Package: "time", Symbol: "Second"}},
		{inMain("time.‸"), Item{Label: "Duration", Kind: Type, Detail: "int64", Package: "time", Symbol: "Duration"}},
		{inMain("time.NewTimer(0).‸"), Item{Label: "C", Kind: Field, Detail: "<-chan time.Time", Package: "time", Symbol: "Timer.C"}},
		{inMain("context.‸"), Item{Label: "Canceled", Kind: Var, Detail: "error", Package: "context", Symbol: "Canceled"}},
		{inMain("‸"), Item{Label: "order", Kind: Type, Detail: "struct", Doc: "An order is what somebody wants."}},
		{inMain("‸"), Item{Label: "limit", Kind: Const, Detail: "untyped int = 3", Doc: "limit is how many there can be."}},
		{inMain("‸"), Item{Label: "each", Kind: Func, Detail: "func[T any](list []T, f func(T) error)"}},
		{inMain("‸"), Item{Label: "sync", Kind: Package, Detail: "sync", Package: "sync"}},
		{inMain("‸"), Item{Label: "append", Kind: Func, Detail: builtins["append"], Package: "builtin", Symbol: "append"}},
		{inMain("‸"), Item{Label: "nil", Kind: Const, Detail: "untyped nil", Package: "builtin", Symbol: "nil"}},
		{inMain("‸"), Item{Label: "int", Kind: Type, Detail: "type", Package: "builtin", Symbol: "int"}},
		{inMain("‸"), Item{Label: "for", Kind: Keyword}},
		{inMain("new(order).‸"), Item{Label: "Table", Kind: Field, Detail: "int", Doc: "Table has a number."}},
		{inMain("new(order).‸"), Item{Label: "Serve", Kind: Method, Detail: "func(ctx context.Context, to ...string) (err error)", Doc: "Serve brings it."}},
		{inMain("new(order).‸"), Item{Label: "Lock", Kind: Method, Detail: "func()", Package: "sync", Symbol: "Mutex.Lock"}},
		{"package main\n\nimport \"‸\"", Item{Label: "net/url", Kind: Package, Package: "net/url"}},
	} {
		t.Run(test.want.Label, func(t *testing.T) {
			items := c.Complete(at(test.source))
			i := slices.IndexFunc(items, func(item Item) bool { return item.Label == test.want.Label })
			if i < 0 {
				t.Fatalf("got %q, want %s among it", labels(items), test.want.Label)
			}
			if got := items[i]; fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", test.want) {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
}

func TestBuiltins(t *testing.T) {
	for _, item := range newCompleter(t).Complete(at(inMain("‸"))) {
		if item.Package == "builtin" && (item.Detail == "" || item.Detail == "invalid type") {
			t.Errorf("%s: got %q as its detail", item.Label, item.Detail)
		}
	}
}

func TestImport(t *testing.T) {
	c := newCompleter(t)
	const body = "\n\nfunc main() { %s‸ }\n"
	for _, test := range []struct{ name, imports, word, label, path, want string }{
		{"no imports", "", "strings.", "ToUpper", "strings", "\n\nimport \"strings\""},
		{"a package's name", "", "str", "strings", "strings", "\n\nimport \"strings\""},
		{"after one", "\n\nimport \"fmt\"", "strings.", "ToUpper", "strings", "\n\nimport (\n\t\"fmt\"\n\t\"strings\"\n)"},
		{"before one", "\n\nimport \"fmt\"", "errors.", "New", "errors", "\n\nimport (\n\t\"errors\"\n\t\"fmt\"\n)"},
		{"among some", "\n\nimport (\n\t\"fmt\" // prints\n\t\"time\"\n)", "strings.", "ToUpper", "strings", "\n\nimport (\n\t\"fmt\" // prints\n\t\"strings\"\n\t\"time\"\n)"},
		{"before some", "\n\nimport (\n\t\"fmt\"\n\t\"time\"\n)", "errors.", "New", "errors", "\n\nimport (\n\t\"errors\"\n\t\"fmt\"\n\t\"time\"\n)"},
		{"the first group", "\n\nimport (\n\t\"fmt\"\n\n\t\"a.b/c\"\n)", "strings.", "ToUpper", "strings", "\n\nimport (\n\t\"fmt\"\n\t\"strings\"\n\n\t\"a.b/c\"\n)"},
		{"one line", "\n\nimport (\"fmt\")", "strings.", "ToUpper", "strings", "\n\nimport (\"fmt\"\n\t\"strings\")"},
		{"an empty list", "\n\nimport ()", "strings.", "ToUpper", "strings", "\n\nimport (\n\t\"strings\")"},
		{"of several", "", "rand.", "IntN", "math/rand/v2", "\n\nimport \"math/rand/v2\""},
		{"what is imported", "\n\nimport \"crypto/rand\"", "rand.", "Text", "", "\n\nimport \"crypto/rand\""},
	} {
		t.Run(test.name, func(t *testing.T) {
			source, offset := at("package main" + test.imports + fmt.Sprintf(body, test.word))
			items := c.Complete(source, offset)
			i := slices.IndexFunc(items, func(item Item) bool { return item.Label == test.label })
			if i < 0 {
				t.Fatalf("got %q, want %s among it", labels(items), test.label)
			}
			if items[i].Import != test.path {
				t.Errorf("it imports %q, want %q", items[i].Import, test.path)
			}
			got := source
			for _, insert := range slices.Backward(items[i].Insert) {
				got = got[:insert.Offset] + insert.Text + got[insert.Offset:]
			}
			want, _ := at("package main" + test.want + fmt.Sprintf(body, test.word))
			if got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// TestEverywhere completes at each place of a program, with all that follows and
// with nothing: whatever is answered, it does not panic unseen in c.complete.
func TestEverywhere(t *testing.T) {
	c := newCompleter(t)
	source, _ := at(inMain("wg.Go(func() {\n\t\tfor i := range 3 {\n\t\t\tfmt.Println(i, ctx.Err(), \"é\")\n\t\t}\n\t})\n\twg.Wait()‸"))
	for offset := range source {
		c.complete(source, offset, nil)
		c.complete(source[:offset], offset, nil)
	}
}

func TestLimits(t *testing.T) {
	c := newCompleter(t)
	source, offset := at(inMain("fmt.‸"))
	for _, test := range []struct {
		name   string
		source string
		offset int
	}{
		{"before the beginning", source, -1},
		{"behind the end", source, len(source) + 1},
	} {
		if items := c.Complete(test.source, test.offset); items != nil {
			t.Errorf("%s: got %d items", test.name, len(items))
		}
	}
	long, offset := at("package main\n\nvar x struct { a, b, c, d, e, f, g, h, i, j struct { some, more, names, and, yet, more2, of, them, until, it_, is, too, long int } }\n\nfunc main() { _ = ‸ }\n")
	for _, item := range c.Complete(long, offset) {
		if n := len([]rune(item.Detail)); n > maxDetail {
			t.Errorf("%s: %d characters of detail", item.Label, n)
		}
	}
}

func BenchmarkComplete(b *testing.B) {
	c := newCompleter(b)
	source, offset := at(inMain("fmt.‸"))
	for b.Loop() {
		c.Complete(source, offset)
	}
}

func TestOtherFiles(t *testing.T) {
	const other = "package main\n\nimport \"os\"\n\n// A shop sells.\ntype shop struct{ open bool }\n\n" +
		"// newShop opens one.\nfunc newShop() *shop { return nil }\n"
	c := newCompleter(t)
	complete := func(source string, others ...string) []Item {
		text, offset := at(source)
		return c.Complete(text, offset, others...)
	}
	index := func(items []Item, label string) int {
		return slices.IndexFunc(items, func(item Item) bool { return item.Label == label })
	}
	const source = "package main\n\nfunc main() {\n\tnewS‸\n}\n"
	items := complete(source, "package other", "not Go", other)
	if i := index(items, "newShop"); i < 0 || items[i].Detail != "func() *shop" || items[i].Doc != "newShop opens one." {
		t.Errorf("newShop is missing, or is another, in %v", items)
	}
	if i := index(complete("package main\n\nfunc main() {\n\tnewShop().‸\n}\n", other), "open"); i < 0 {
		t.Error("a field of what another file declares is missing")
	}
	if i := index(items, "os"); i >= 0 && items[i].Import == "" {
		t.Error("what another file imports is not there in this one")
	}
	if i := index(complete(source), "newShop"); i >= 0 {
		t.Error("without the other file there is a newShop")
	}
}
