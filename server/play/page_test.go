package play_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// contract is the folder of the same contract in the page's language.
const contract = "../../site/ts/contract"

// TestPageEnumerations holds the page's words to those of this package.
func TestPageEnumerations(t *testing.T) {
	for _, test := range []struct {
		dir, name    string // the type here
		file, inPage string // and in the page
	}{
		{".", "Reason", "run.ts", "Reason"},
		{".", "Clock", "run.ts", "ClockKind"},
		{"moment", "Cause", "moment.ts", "Cause"},
		{"moment", "Do", "moment.ts", "Deed"},
	} {
		want, got := constants(t, test.dir, test.name), union(t, test.file, test.inPage)
		slices.Sort(want)
		slices.Sort(got)
		if len(want) == 0 || !slices.Equal(got, want) {
			t.Errorf("%s: %s has %q, and %s here %q", test.file, test.inPage, got, test.name, want)
		}
	}
}

// constants returns the values of the string constants of a type.
func constants(t *testing.T, dir, name string) (values []string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if typ, ok := spec.Type.(*ast.Ident); !ok || typ.Name != name {
				return true
			}
			for _, value := range spec.Values {
				text, err := strconv.Unquote(value.(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				values = append(values, text)
			}
			return true
		})
	}
	return values
}

// union returns the members of a union of strings in a file of the page's contract.
func union(t *testing.T, file, name string) (members []string) {
	t.Helper()
	_, rest, ok := strings.Cut(read(t, file), "export type "+name+" =")
	if !ok {
		t.Fatalf("%s has no type %s", file, name)
	}
	body, _, _ := strings.Cut(regexp.MustCompile(`(?s)/\*\*.*?\*/`).ReplaceAllString(rest, ""), ";")
	for _, match := range regexp.MustCompile(`'(\w+)'`).FindAllStringSubmatch(body, -1) {
		members = append(members, match[1])
	}
	return members
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(contract, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
