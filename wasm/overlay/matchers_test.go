package overlay

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestSpelledOut compares the overlay's replacements of regular expressions and of
// encoding/json with the originals, in a program of its own.
func TestSpelledOut(t *testing.T) {
	file := filepath.Join(t.TempDir(), "main.go")
	program := "package main\n\nimport (\n\t\"encoding/json\"\n\t\"fmt\"\n\t\"os\"\n\t\"reflect\"\n\t\"regexp\"\n\t\"strconv\"\n\t\"strings\"\n)\n" +
		"\nvar versionErrorRx " + versionErrorMatcher +
		"\nvar nameRegexp " + nameReplacer +
		"\nvar goVersionRE " + goVersionMatcher +
		decodeDirectives + comparison
	if err := os.WriteFile(file, []byte(program), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "run", file).CombinedOutput(); err != nil {
		t.Errorf("%v:\n%s", err, out)
	}
}

const comparison = `
func main() {
	failed := false
	same := func(what, input string, got, want any) {
		if !reflect.DeepEqual(got, want) {
			fmt.Printf("%s of %q: %q, want %q\n", what, input, got, want)
			failed = true
		}
	}
	for _, s := range []string{
		"", "x requires go1.22 or later", "requires go1.22 or later (-lang", "requires go.22 or later", "requires go1. or later",
		"requires go1.2", "requires go12", "requires go1.2.3 or later", "requires gorequires go1.1 or later", "\xffrequires go1.1 or later",
		"main.F·dwrap·1", "a/b.(*T).m[go.shape.int]", "世界_x", "a\xffb", "a b-c.d_9",
		"go1.22", "go1.0", "go1", "go01.2", "go1.02", "go1.", "go.1", "go10.11", "go1.2.3", "go1.2 ", "Go1.2", "go0.1", "go1.-2",
	} {
		same("version error", s, versionErrorRx.MatchString(s), regexp.MustCompile("requires go[0-9]+\\.[0-9]+ or later").MatchString(s))
		same("name", s, nameRegexp.ReplaceAllString(s, "_"), regexp.MustCompile("[^\\w.]").ReplaceAllString(s, "_"))
		same("language", s, goVersionRE.FindStringSubmatch(s), regexp.MustCompile("^go([1-9]\\d*)\\.(0|[1-9]\\d*)$").FindStringSubmatch(s))
	}
	for _, s := range []string{
		"[[\"cgo_export_static\",\"main\"]]\n", "[]", "[[\"a\"], [\"b\", \"c\\u003cd\\n\"]]", " [ [ \"a]\" , \"[\" ] ] ", "[[]]", "", "[", "[[\"a\"", "{}", "[1]", "[\"a\"]",
	} {
		var got, want [][]string
		err, wantErr := decodeDirectives(s, &got), json.NewDecoder(strings.NewReader(s)).Decode(&want)
		same("error", s, err != nil, wantErr != nil)
		if err == nil && len(want) > 0 {
			same("directives", s, fmt.Sprint(got), fmt.Sprint(want))
		}
	}
	if failed {
		os.Exit(1)
	}
}
`
