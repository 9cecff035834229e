package testmain

import (
	"go/format"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

const several = `
-- main.go --
package main

func main() {}
-- b_test.go --
package main

import "testing"

func TestB(t *testing.T) {}
func Testify(t *testing.T) {}
func BenchmarkB(b *testing.B) {}
func FuzzB(f *testing.F) {}

type t int

func (t) TestMethod(*testing.T) {}
-- a_test.go --
package main

import (
	"fmt"
	. "testing"
)

func TestA(t *T) {}

func ExampleA() {
	fmt.Println("a")
	// Output: a
}

func ExampleA_twice() {
	fmt.Println("b")
	fmt.Println("a")
	// Unordered output:
	// a
	// b
}

// ExampleSilent prints nothing, and is not called: it has no output.
func ExampleSilent() {}

func ExampleEmpty() {
	// Output:
}

func TestMain(m *M) { m.Run() }
-- c_test.go --
package main

func Test
`

func filesOf(text string) map[string]string {
	files := map[string]string{}
	for _, f := range txtar.Parse([]byte(text)).Files {
		files[f.Name] = string(f.Data)
	}
	return files
}

func TestSource(t *testing.T) {
	files := filesOf(several)
	if !In(files) || In(map[string]string{"main.go": "", "test.go": ""}) {
		t.Error("In: files with tests are told by their names")
	}
	source, wrong := Source(files)
	if len(wrong) > 0 {
		t.Fatalf("wrong: %+v", wrong)
	}
	if formatted, err := format.Source([]byte(source)); err != nil || string(formatted) != source {
		t.Errorf("the program is not formatted: %v\n%s", err, source)
	}
	rest := source
	for _, want := range []string{
		`snippet "snippet"`,
		`{"TestA", snippet.TestA},`, `{"TestB", snippet.TestB},`, `{"BenchmarkB", snippet.BenchmarkB},`,
		`{"FuzzB", snippet.FuzzB},`,
		`{"ExampleA", snippet.ExampleA, "a\n", false},`, `{"ExampleA_twice", snippet.ExampleA_twice, "a\nb\n", true},`,
		`{"ExampleEmpty", snippet.ExampleEmpty, "", false},`,
		`snippet.TestMain(m)`,
	} {
		_, after, ok := strings.Cut(rest, want)
		if !ok {
			t.Fatalf("%s is missing, or in another place, in\n%s", want, source)
		}
		rest = after
	}
	for _, none := range []string{"Testify", "TestMethod", "ExampleSilent"} {
		if strings.Contains(source, none) {
			t.Errorf("%s is called", none)
		}
	}
}

func TestNoTests(t *testing.T) {
	source, wrong := Source(filesOf("-- main_test.go --\npackage main\n"))
	if len(wrong) > 0 || !strings.Contains(source, `_ "snippet"`) || !strings.Contains(source, "os.Exit(m.Run())") {
		t.Errorf("got %+v and\n%s", wrong, source)
	}
}

func TestWrong(t *testing.T) {
	_, wrong := Source(filesOf(`
-- main_test.go --
package main

import "testing"

func TestNoArgs() {}
func TestResult(t *testing.T) error { return nil }
func TestTwo(a, b *testing.T) {}
func TestValue(t testing.T) {}
func TestGeneric[P any](t *testing.T) {}
func FuzzT(t *testing.T) {}
func BenchmarkT(t *testing.T) {}
func TestMain(m *testing.B) {}
`))
	want := []string{
		"wrong signature for TestNoArgs, must be: func TestNoArgs(t *testing.T)",
		"wrong signature for TestResult, must be: func TestResult(t *testing.T)",
		"wrong signature for TestTwo, must be: func TestTwo(t *testing.T)",
		"wrong signature for TestValue, must be: func TestValue(t *testing.T)",
		"wrong signature for TestGeneric, test functions cannot have type parameters",
		"wrong signature for FuzzT, must be: func FuzzT(f *testing.F)",
		"wrong signature for BenchmarkT, must be: func BenchmarkT(b *testing.B)",
		"wrong signature for TestMain, must be: func TestMain(m *testing.M)",
	}
	if len(wrong) != len(want) {
		t.Fatalf("got %d, want %d: %+v", len(wrong), len(want), wrong)
	}
	for i, item := range wrong {
		if item.Message != want[i] || item.File != "main_test.go" || item.Line != 5+i || item.Column != 1 {
			t.Errorf("got %+v, want %q on line %d", item, want[i], 5+i)
		}
	}
}
