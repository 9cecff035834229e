package build

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"asynctour/server/play"
)

// A hostile program, and the reasons with which its build may end: which it is can
// depend on the machine. "built" stands for none.
type attack struct {
	name, source string
	ends         []string
}

const built = "built"

// attacks are meant to bring the builder down.
func attacks() []attack {
	nested := func(open, inner, shut string, n int) string {
		return strings.Repeat(open, n) + inner + strings.Repeat(shut, n)
	}
	return []attack{
		{"constant string doubling", doubling(), []string{play.Memory, play.Timeout, play.Build}},
		{"doubled interface embedding", embedding(), []string{play.Memory, play.Timeout}},
		{"3,000 nested closures", "func main() {" + nested("func() {", "", "}()", 3000) + "}", []string{play.Memory, play.Timeout, built}},
		{"3,000 nested structs", "type t " + nested("struct { f ", "int", "}", 3000) + "\nfunc main() { var x t; _ = x }", []string{play.Memory, play.Timeout, built}},
		{"exponential generics", generics(), []string{play.Build}},
		{"a global of 1 GiB", "var big [1 << 30]byte\nfunc main() { big[len(big)-1] = 1 }", []string{built}},
		{"a global of 1 GiB with data", "var big = [1 << 30]byte{1}\nfunc main() { println(big[0]) }", []string{play.Memory, play.Refused}},
		{"30,000 parentheses", "func main() { _ = " + nested("(", "1", ")", 15_000) + " }", []string{built, play.Build}},
		{"900,000 parentheses", "func main() { _ = " + nested("(", "1", ")", 450_000) + " }", []string{play.Refused}},
		{"a function without its body", "func exit(int)\nfunc main() { exit(3) }", []string{play.Build}},
		{"linkname", "import _ \"unsafe\"\n//go:linkname exit runtime.exit\nfunc exit(int32)\nfunc main() { exit(3) }", []string{play.Refused}},
		{"embed of an absolute path", "import _ \"embed\"\n//go:embed /etc/passwd\nvar s string\nfunc main() { print(s) }", []string{play.Refused}},
		{"embed of ..", "import _ \"embed\"\n//go:embed ../../etc/passwd\nvar s string\nfunc main() { print(s) }", []string{play.Refused}},
		{"cgo", "import \"C\"\nfunc main() {}", []string{play.Refused}},
		{"line", "//line /etc/shadow:7\nfunc main() { x }", []string{play.Refused}},
		{"line in a comment block", "/*line /etc/shadow:7*/ func main() { x }", []string{play.Refused}},
		{"an import of a path", "import \"../../etc/passwd\"\nfunc main() {}", []string{play.Refused}},
		{"an import of an absolute path", "import \"/etc/passwd\"\nfunc main() {}", []string{play.Refused, play.Build}},
	}
}

// doubling makes a constant of 2^60 bytes.
func doubling() string {
	var b strings.Builder
	b.WriteString("const s0 = \"0123456789abcdef\"\n")
	for i := 1; i < 57; i++ {
		fmt.Fprintf(&b, "const s%d = s%d + s%d\n", i, i-1, i-1)
	}
	return b.String() + "func main() { println(len(s56)) }"
}

// embedding makes an interface of 2^30 embedded ones.
func embedding() string {
	var b strings.Builder
	b.WriteString("type i0 interface{ m() }\ntype j0 interface{ n() }\n")
	for i := 1; i < 30; i++ {
		fmt.Fprintf(&b, "type i%d interface{ i%d; j%d }\ntype j%d interface{ i%d; j%d }\n", i, i-1, i-1, i, i-1, i-1)
	}
	return b.String() + "func main() { var x i29; _ = x }"
}

// generics makes types that double with each call.
func generics() string {
	return "type pair[A, B any] struct { a A; b B }\nfunc grow[T any](n int, x T) { if n > 0 { grow(n-1, pair[T, T]{x, x}) } }\nfunc main() { grow(40, 1) }"
}

// TestHostile builds what is meant to bring the builder down.
func TestHostile(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux lets us limit another process")
	}
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	b := testBuilder(t, WASI, func(l *play.Limits) {
		l.BuildTime = 5 * time.Second
		l.BuildMemory = 512 << 20
	})
	for _, test := range attacks() {
		t.Run(test.name, func(t *testing.T) {
			files := program(test.source)
			err := play.DefaultLimits().CheckFiles(files)
			if err == nil {
				_, _, err = b.Build(t.Context(), files)
			}
			end := built
			if err != nil {
				end = play.AsFault(err).Reason
			}
			t.Logf("%s: %.200v", end, err)
			if !slices.Contains(test.ends, end) {
				t.Errorf("it ends with %q (%v), want one of %q", end, err, test.ends)
			}
		})
	}
	left, err := os.ReadDir(temp)
	if err != nil || len(left) > 0 {
		t.Errorf("files are left: %v, %v", left, err)
	}
	if tools := toolsIn(t, temp); len(tools) > 0 {
		t.Errorf("processes are left: %v", tools)
	}
}

// toolsIn returns the command lines of the processes that have the folder dir in
// their environment.
func toolsIn(t *testing.T, dir string) (lines []string) {
	t.Helper()
	paths, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		env, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(env), "\x00TMPDIR="+dir+"/tour-build-") {
			continue
		}
		line, err := os.ReadFile(filepath.Join(filepath.Dir(path), "cmdline"))
		if err == nil {
			lines = append(lines, strings.ReplaceAll(string(line), "\x00", " "))
		}
	}
	return lines
}
