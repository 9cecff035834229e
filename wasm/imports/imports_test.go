package imports

import (
	"go/format"
	"slices"
	"strings"
	"testing"
)

// TestFix looks at files before and after, without their package clause, as gofmt writes them.
func TestFix(t *testing.T) {
	for _, test := range []struct {
		name, src, want string
		others          []string
		added, removed  string
	}{
		{
			name:  "the first import",
			src:   "func main() { fmt.Println() }",
			want:  "import \"fmt\"\n\nfunc main() { fmt.Println() }",
			added: "fmt",
		},
		{
			name:  "several",
			src:   "func main() { fmt.Println(strings.ToUpper(os.Args[0]), sync.WaitGroup{}) }",
			want:  "import (\n\t\"fmt\"\n\t\"os\"\n\t\"strings\"\n\t\"sync\"\n)\n\nfunc main() { fmt.Println(strings.ToUpper(os.Args[0]), sync.WaitGroup{}) }",
			added: "fmt os strings sync",
		},
		{
			name:    "the only one is not used",
			src:     "import \"os\"\n\nfunc main() {}",
			want:    "func main() {}",
			removed: "os",
		},
		{
			name:    "one for another",
			src:     "import \"os\" // exits\n\nfunc main() { fmt.Println() }",
			want:    "import \"fmt\"\n\nfunc main() { fmt.Println() }",
			added:   "fmt",
			removed: "os",
		},
		{
			name:    "none of a list is used",
			src:     "import (\n\t\"fmt\"\n\t\"os\" // exits\n)\n\nfunc main() {}",
			want:    "func main() {}",
			removed: "fmt os",
		},
		{
			name:    "groups and comments stay",
			src:     "// All of it.\nimport (\n\t// Prints.\n\t\"fmt\"\n\t\"os\" // exits\n\t\"time\" // waits\n\n\t\"golang.org/x/sync/errgroup\" // groups\n)\n\nvar g errgroup.Group\n\nfunc main() { fmt.Println(strings.ToUpper(\"a\")); time.Sleep(1) }",
			want:    "// All of it.\nimport (\n\t// Prints.\n\t\"fmt\"\n\t\"strings\"\n\t\"time\" // waits\n\n\t\"golang.org/x/sync/errgroup\" // groups\n)\n\nvar g errgroup.Group\n\nfunc main() { fmt.Println(strings.ToUpper(\"a\")); time.Sleep(1) }",
			added:   "strings",
			removed: "os",
		},
		{
			name:    "a comment of a list that would be empty",
			src:     "import (\n\t// Later: fmt.\n\n\t\"os\"\n)\n\nfunc main() {}",
			want:    "import (\n// Later: fmt.\n\n)\n\nfunc main() {}",
			removed: "os",
		},
		{
			name:    "on one line",
			src:     "import (\"os\"; \"fmt\"; \"io\"); func main() { fmt.Println() }",
			want:    "import (\n\t\"fmt\"\n)\n\nfunc main() { fmt.Println() }",
			removed: "io os",
		},
		{
			name:    "declarations on one line",
			src:     "import \"os\"; import \"fmt\"; func main() { fmt.Println() }",
			want:    "import \"fmt\"\n\nfunc main() { fmt.Println() }",
			removed: "os",
		},
		{
			name: "by another name, for its effect, into the file",
			src:  "import (\n\t_ \"embed\"\n\tf \"fmt\"\n\t. \"strings\"\n)\n\nfunc main() { f.Println(ToUpper(\"\")) }",
			want: "import (\n\t_ \"embed\"\n\tf \"fmt\"\n\t. \"strings\"\n)\n\nfunc main() { f.Println(ToUpper(\"\")) }",
		},
		{
			name:    "by another name, not used",
			src:     "import f \"fmt\"\n\nfunc main() { fmt.Println() }",
			want:    "import \"fmt\"\n\nfunc main() { fmt.Println() }",
			added:   "fmt",
			removed: "fmt",
		},
		{
			name: "names that are declared",
			src:  "type T struct{ Println func() }\n\nvar fmt T\n\nfunc main() {\n\tvar os T\n\tos.Println()\n\tfmt.Println()\n}\n\nfunc f[time interface{ Now() }](strings T, x time) { strings.Println(); x.Now() }",
			want: "type T struct{ Println func() }\n\nvar fmt T\n\nfunc main() {\n\tvar os T\n\tos.Println()\n\tfmt.Println()\n}\n\nfunc f[time interface{ Now() }](strings T, x time) { strings.Println(); x.Now() }",
		},
		{
			name:  "a name that is declared elsewhere",
			src:   "func g() { fmt.Println() }\n\nfunc main() { fmt := 1; _ = fmt }",
			want:  "import \"fmt\"\n\nfunc g() { fmt.Println() }\n\nfunc main() { fmt := 1; _ = fmt }",
			added: "fmt",
		},
		{
			name:   "a name that another file declares",
			src:    "func main() { list.New(); heap.Init() }",
			want:   "import \"container/heap\"\n\nfunc main() { list.New(); heap.Init() }",
			others: []string{"package main\n\nvar list struct{ New func() }\n", "not a program"},
			added:  "container/heap",
		},
		{
			name: "names that no package exports",
			src:  "func main() { list.Add(1); fmt.Printl(); nobody.F(); fmt.println() }",
			want: "func main() { list.Add(1); fmt.Printl(); nobody.F(); fmt.println() }",
		},
		{
			name: "what is not known",
			src:  "import (\n\t\"C\"\n\t\"example.org/x\"\n\t\"internal/abi\"\n)\n\nfunc main() {}",
			want: "import (\n\t\"C\"\n\t\"example.org/x\"\n\t\"internal/abi\"\n)\n\nfunc main() {}",
		},
		{
			name:  "of golang.org/x/sync, a group of its own",
			src:   "import \"fmt\" // prints\n\nvar g errgroup.Group\n\nfunc main() { fmt.Println() }",
			want:  "import (\n\t\"fmt\" // prints\n\n\t\"golang.org/x/sync/errgroup\"\n)\n\nvar g errgroup.Group\n\nfunc main() { fmt.Println() }",
			added: "golang.org/x/sync/errgroup",
		},
		{
			name:  "of the library, before others",
			src:   "import (\n\t\"golang.org/x/sync/errgroup\"\n)\n\nvar g errgroup.Group\n\nfunc main() { fmt.Println() }",
			want:  "import (\n\t\"fmt\"\n\n\t\"golang.org/x/sync/errgroup\"\n)\n\nvar g errgroup.Group\n\nfunc main() { fmt.Println() }",
			added: "fmt",
		},
		{
			name: "does not parse",
			src:  "func main() { fmt.Println(",
			want: "func main() { fmt.Println(",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			const clause = "package main // here\n\n"
			got := Fix(clause+test.src+"\n", test.others...)
			if added := strings.Join(got.Added, " "); added != test.added {
				t.Errorf("it added %q, want %q", added, test.added)
			}
			if removed := strings.Join(got.Removed, " "); removed != test.removed {
				t.Errorf("it removed %q, want %q", removed, test.removed)
			}
			want := clause + test.want + "\n"
			if got := formatted(got.Source); got != formatted(want) {
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
