package testmain

import (
	"errors"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"asynctour/server/play"
)

var update = flag.Bool("update", false, "write what is wanted in testdata anew")

// reader is a program that may be checked.
const reader = "package main\n\nfunc double(n int) int { return 2 * n }\n\nfunc main() {}\n"

// TestChecked compares the program that runs testdata/check_test.txt with testdata/checked.txt.
func TestChecked(t *testing.T) {
	checks, err := os.ReadFile("testdata/check_test.txt")
	if err != nil {
		t.Fatal(err)
	}
	program, items, err := Checked(map[string]string{"main.go": reader}, string(checks))
	if err != nil || len(items) > 0 || len(program) != 2 || program["main.go"] != reader || !IsChecked(program) {
		t.Fatalf("got %d files, %+v, %v", len(program), items, err)
	}
	got := program[CheckedFile]
	if *update {
		if err := os.WriteFile("testdata/checked.txt", []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/checked.txt")
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if names, _ := Checks("check_test.go", string(checks)); !slices.Equal(names, []string{"TestDouble", "TestZero"}) {
		t.Errorf("the checks are %q", names)
	}
	// A diagnostic of the compiler has the line that the author has.
	if a, b := strings.Count(string(checks), "\n"), strings.Index(got, "\nfunc init()"); strings.Count(got[:b], "\n") != a+2 {
		t.Errorf("the checks have %d lines, and the program %d before its init", a, strings.Count(got[:b], "\n"))
	}
}

// TestHeld holds the files of readers to what they may do.
func TestHeld(t *testing.T) {
	for _, test := range []struct{ name, source, key string }{
		{"a program", reader, ""},
		{"packages", "package main\nimport (\"context\"; r \"math/rand/v2\"; _ \"golang.org/x/sync/errgroup\")\nvar _ = r.IntN\nvar _ context.Context\n", ""},
		{"names within functions", "package main\nfunc f(len, cap int, error string) { true := 4; _ = true }\n", ""},
		{"methods and fields", "package main\ntype t struct{ len int }\nfunc (t) cap() {}\nfunc (x t) panic() { x.len = 4 }\n", ""},
		{"variables of its own", "package main\nimport \"time\"\nvar start time.Time\nfunc f() { start = time.Now(); p := &start; *p = start }\n", ""},
		{"a package's name within a function", "package main\nimport \"time\"\nfunc f(d time.Duration) { time := struct{ Local int }{}; time.Local = 4 }\n", ""},
		{"a field with the name of an error", "package main\nimport \"io\"\ntype t struct{ EOF error }\nfunc f(x t) { x.EOF = io.EOF }\n", ""},
		{"comments", "package main\n// go:embed is not this, nor is\n// a //go:embed in the middle\n//tour:compute\n", ""},
		{"exit", "package main\nimport \"os\"\n", "refused.check.import"},
		{"in one line", "package main;import(\"fmt\";\"unsafe\")", "refused.check.import"},
		{"without a name", "package main\nimport . \"context\"\n", "refused.check.dot"},
		{"a directive", "package main\nfunc f() {\n//go:noinline\n}\n", "refused.directive"},
		{"a constant of Go", "package main\nconst (a = 1; nil = 2)\n", "refused.check.name"},
		{"a type of Go", "package main\ntype (\n\ta int\n\terror interface{ Error() int }\n)\n", "refused.check.name"},
		{"a generic type of Go", "package main\ntype comparable[T any] struct{}\n", "refused.check.name"},
		{"a function of Go", "package main\nfunc min[T any](a, b T) T { return b }\n", "refused.check.name"},
		{"a variable of Go", "package main\nvar a, iota = 1, 2\n", "refused.check.name"},
		{"an error that is every error", "package main\ntype e struct{ error }\nfunc (e) Is(error) bool { return true }\n", "refused.check.error"},
		{"and one that becomes it", "package main\ntype e struct{ error }\nfunc (e) As(any) bool { return true }\n", "refused.check.error"},
		{"an error with others in it", "package main\ntype e []error\nfunc (x e) Unwrap() []error { return x }\nfunc Is() {}\n", ""},
		{"a name of the checks", "package main\nfunc main() { newSiteᐧ() }\n", "refused.check.name"},
		{"a field of that name", "package main\nvar x = struct{ aᐧ int }{}\n", "refused.check.name"},
		{"an error of a package", "package main\nimport \"context\"\nfunc init() { x, context.Canceled = 1, nil }\n", "refused.check.set"},
		{"under another name", "package main\nimport c \"context\"\nfunc init() { (c.Canceled) = nil }\n", "refused.check.set"},
		{"in a select", "package main\nimport \"io\"\nfunc f(c chan error) { select { case io.EOF = <-c: } }\n", "refused.check.set"},
		{"in a range", "package main\nimport \"io\"\nfunc f(c chan error) { for io.EOF = range c {} }\n", "refused.check.set"},
		{"in the second of a range", "package main\nimport \"io\"\nfunc f(c []error) { for _, io.EOF = range c {} }\n", "refused.check.set"},
		{"by its address", "package main\nimport \"io\"\nvar p = &((io.EOF))\n", "refused.check.set"},
		{"in a part", "package main\nimport \"unicode\"\nfunc f() { unicode.Categories[\"L\"].R16[0].Lo++ }\n", "refused.check.set"},
		{"behind a pointer", "package main\nimport \"time\"\nfunc f() { *time.UTC = *time.Local }\n", "refused.check.set"},
	} {
		_, items, err := Checked(map[string]string{"main.go": test.source}, checksOf)
		var f *play.Fault
		switch errors.As(err, &f); {
		case test.key == "" && err != nil:
			t.Errorf("%s: %v", test.name, err)
		case test.key != "" && (f == nil || f.Key != test.key):
			t.Errorf("%s: got %v, want %s", test.name, err, test.key)
		case test.key != "" && (f.At == nil || f.At.Line == 0 || f.At.File != "main.go" || len(items) > 0):
			t.Errorf("%s: at %+v, with %+v", test.name, f.At, items)
		}
	}
	_, _, err := Checked(map[string]string{"main.go": reader, "more_test.go": "package main\n"}, checksOf)
	if play.AsFault(err).Key != "refused.check.test" {
		t.Errorf("a file of tests: %v", err)
	}
	_, items, err := Checked(map[string]string{"main.go": "package main\n\nfunc main() {\n"}, checksOf)
	if play.AsFault(err).Reason != play.ReasonBuild || len(items) != 1 || items[0].Line != 3 {
		t.Errorf("what does not parse: %+v, %v", items, err)
	}
	if _, _, err := Checked(map[string]string{"main.go": reader}, "package"); err == nil {
		t.Error("checks that do not parse are an author's fault, and no error")
	}
}

const checksOf = "package main\n\nimport \"testing\"\n\nfunc TestA(t *testing.T) {}\n"

func TestParseVerdict(t *testing.T) {
	for line, want := range map[string]Verdict{
		" ok TestAll\n": {"TestAll", true, ""}, " failed TestPeak 7 at once, at most 4": {"TestPeak", false, "7 at once, at most 4"},
		" failed TestPeak": {"TestPeak", false, ""}, "": {}, "okay TestAll": {"TestAll", false, ""},
	} {
		if got := ParseVerdict(line); got != want {
			t.Errorf("%q: got %+v", line, got)
		}
	}
}
