package imports

import (
	"go/format"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// A fix is a case of testdata/fix.txtar.
type fix struct {
	name, changes, before, after string
	others                       []string
}

// readFixes reads the cases.
func readFixes(t *testing.T) (fixes []*fix) {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/fix.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range archive.Files {
		data := string(file.Data)
		switch file.Name {
		case "before":
			fixes[len(fixes)-1].before = data
		case "after":
			fixes[len(fixes)-1].after = data
		case "other":
			fixes[len(fixes)-1].others = append(fixes[len(fixes)-1].others, data)
		default:
			fixes = append(fixes, &fix{name: file.Name, changes: strings.TrimSpace(data)})
		}
	}
	return fixes
}

// TestFix fixes each file, and once more, which changes nothing.
func TestFix(t *testing.T) {
	const clause = "package main // here\n\n"
	for _, test := range readFixes(t) {
		t.Run(test.name, func(t *testing.T) {
			got := Fix(clause+test.before, test.others...)
			changes := ""
			for _, path := range got.Added {
				changes += " +" + path
			}
			for _, path := range got.Removed {
				changes += " -" + path
			}
			if strings.TrimSpace(changes) != test.changes {
				t.Errorf("the changes are%s, want %s", changes, test.changes)
			}
			if got, want := formatted(got.Source), formatted(clause+test.after); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			if again := Fix(got.Source, test.others...); again.Source != got.Source {
				t.Errorf("once more it makes\n%s", again.Source)
			}
		})
	}
}

// TestChoice looks at what is imported for names that several packages have.
func TestChoice(t *testing.T) {
	for use, want := range map[string]string{
		"rand.IntN(3)":                        "math/rand/v2",
		"rand.Int()":                          "math/rand/v2",
		"rand.Intn(3)":                        "math/rand",
		"rand.New(rand.NewSource(1))":         "math/rand",
		"rand.New(rand.NewPCG(1, 2))":         "math/rand/v2",
		"rand.Read(nil)":                      "crypto/rand",
		"rand.Text()":                         "crypto/rand",
		"rand.Int(rand.Reader, nil)":          "crypto/rand",
		"rand.Int(rand.Reader, rand.Perm(3))": "",
		"template.New(``)":                    "text/template",
		"template.HTML(``)":                   "html/template",
		"scanner.Scanner{}":                   "text/scanner",
		"scanner.ErrorList{}":                 "go/scanner",
		"pprof.StartCPUProfile(nil)":          "runtime/pprof",
		"pprof.Index(nil, nil)":               "net/http/pprof",
		"http.Get(``)":                        "net/http",
		"atomic.Int64{}":                      "sync/atomic",
		"utf8.RuneLen('a')":                   "unicode/utf8",
		"unsafe.Sizeof(1)":                    "unsafe",
	} {
		got := Fix("package main\n\nvar _ = " + use + "\n").Added
		if !slices.Equal(got, strings.Fields(want)) {
			t.Errorf("%s imports %q, want %q", use, got, want)
		}
	}
}

// formatted returns a source as gofmt writes it; as it is if it does not parse.
func formatted(src string) string {
	out, err := format.Source([]byte(src))
	if err != nil {
		return src
	}
	return string(out)
}
