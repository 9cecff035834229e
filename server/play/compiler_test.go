package play

import (
	"slices"
	"testing"
)

func TestCompilerDiagnostics(t *testing.T) {
	for _, test := range []struct {
		name, out string
		want      []Diagnostic
	}{
		{"two", "main.go:3:5: undefined: x\n./other.go:4:1: undefined: y\n", []Diagnostic{
			{File: "main.go", Line: 3, Column: 5, Severity: "error", Message: "undefined: x"},
			{File: "other.go", Line: 4, Column: 1, Severity: "error", Message: "undefined: y"},
		}},
		{"of several lines", "main.go:3:5: cannot use\n\thave f()\n\twant g()\n", []Diagnostic{
			{File: "main.go", Line: 3, Column: 5, Severity: "error", Message: "cannot use\nhave f()\nwant g()"},
		}},
		{"no such package, on a server", "main.go:3:8: could not import nosuch (open : no such file or directory)\n",
			[]Diagnostic{
				{File: "main.go", Line: 3, Column: 8, Severity: "error",
					Message: "could not import nosuch (there is no such package)"},
			}},
		{"no such package, in a page", "main.go:3:8: could not import nosuch (open : Invalid argument)\n",
			[]Diagnostic{
				{File: "main.go", Line: 3, Column: 8, Severity: "error",
					Message: "could not import nosuch (there is no such package)"},
			}},
		{"the linker", "runtime.main_main·f: function main is undeclared in the main package\n", []Diagnostic{
			{File: "first.go", Severity: "error", Message: "function main is undeclared in the main package"},
		}},
		{"nothing that is known", "panic: unreachable\n", nil},
	} {
		if got := CompilerDiagnostics([]byte(test.out), "first.go"); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %+v, want %+v", test.name, got, test.want)
		}
	}
}
