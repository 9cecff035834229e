package play

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzCheckStart holds the check of requests to this: what it lets pass is within
// the limits and has no directive that reaches out of the program, and what it
// refuses it refuses in a short sentence of valid text, at a line of a file.
func FuzzCheckStart(f *testing.F) {
	for _, seed := range []string{
		"package main\nfunc main() {}\n", "package main\n//go:embed x\n", "package main\n//line /etc/shadow:7\n",
		"package main\n/*line a:1*/",
		"package main\nimport \"C\"\n", "package main\nimport (\n\t\"\xff\"\n)", "package main\n//go:linkname a b\n",
		"\ufeffpackage main", "package main;import\"unsafe\"",
		"package main\nvar s = `\n//go:embed x\n`", "package main\r\n//go:embed x\r\n", "package main // \x00",
		strings.Repeat("(", 9000),
	} {
		f.Add("main.go", seed, "", "real")
	}
	f.Add("../main.go", "package main", "x/y", "virtual")
	f.Fuzz(func(t *testing.T, name, source, snippet, clock string) {
		limits := DefaultLimits()
		err := limits.CheckStart(Request{Files: map[string]string{name: source}, Snippet: snippet,
			Clock: Clock(clock)}, func(s string) ([]string, bool) { return nil, s == "x/y" })
		if err == nil {
			if len(source) > limits.Source || strings.ContainsAny(name, "/\\\x00") ||
				!strings.HasSuffix(name, ".go") || !utf8.ValidString(source) {
				t.Errorf("%q passed", name)
			}
			for line := range strings.Lines(source) {
				if strings.HasPrefix(line, "//go:embed ") && !strings.Contains(source, "`") && !strings.Contains(source, "/*") {
					t.Errorf("%q passed", source)
				}
			}
			return
		}
		var fault *Fault
		if !errors.As(err, &fault) || fault.Reason != ReasonRefused {
			t.Fatalf("refused with %v", err)
		}
		for _, lang := range []string{"en", "zh"} {
			if m := fault.Message(lang); m == "" || len(m) > 1000 || !utf8.ValidString(m) {
				t.Errorf("refused with %q", m)
			}
		}
		if at := fault.At; at != nil && (at.File != name || at.Line < 1 || at.Line > strings.Count(source, "\n")+1) {
			t.Errorf("refused at %+v", at)
		}
	})
}

// FuzzCompilerDiagnostics has the reader of the compiler's output take anything:
// each remark is about a file, by its name alone, and not before its beginning.
func FuzzCompilerDiagnostics(f *testing.F) {
	for _, seed := range []string{
		"main.go:3:5: undefined: x\n", "./other.go:4:1: y\n\thave f()\n", "\tindented\n", "x: function main is undeclared in the main package\n",
		"main.go:3:8: could not import nosuch (open : Invalid argument)\n", "main.go:99999999999999999999:1: far\n", "/etc/shadow:7:1: root\n", "\xff.go:1:1: \xff\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, out []byte) {
		for _, item := range CompilerDiagnostics(out, "first.go") {
			if !fileName.MatchString(item.File) || item.Line < 0 || item.Column < 0 || item.Severity != SeverityError || len(item.Message) > len(out)+100 {
				t.Errorf("%q gives %+v", out, item)
			}
		}
	})
}
