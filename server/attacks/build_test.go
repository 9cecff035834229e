package attacks

import (
	"fmt"
	"strings"

	"asynctour/server/play"
	"asynctour/server/servertest"
)

// buildAttacks returns the attacks on the compiler, the linker, and the checks before
// them.
func buildAttacks() []attack {
	const ok = "func main() {}"
	many := map[string]string{}
	for i := range play.DefaultLimits().Files + 1 {
		many[fmt.Sprintf("f%d.go", i)] = "package main\n\n" + ok
	}
	refused := []play.Reason{play.ReasonRefused}
	attacks := []attack{
		onBuild("constant-doubling", "A constant string that doubles 56 times.", constants(), play.ReasonMemory,
			play.ReasonTimeout, play.ReasonBuild),
		onBuild("interface-doubling", "Interfaces that embed two of the last kind, 30 times.",
			servertest.SlowToCompile(), play.ReasonMemory, play.ReasonTimeout).slowly(),
		onBuild("nested-closures", "3,000 nested closures.", "func main() {"+nested("func() {", "", "}()", 3000)+"}",
			play.ReasonMemory, play.ReasonTimeout, "exit 0").slowly(),
		onBuild("nested-structs", "3,000 nested structs.",
			"type t "+nested("struct { f ", "int", "}", 3000)+"\nfunc main() { var x t; _ = x }", play.ReasonMemory,
			play.ReasonTimeout, "exit 0").slowly(),
		onBuild("generics", "A generic function whose type doubles with each call.", generics, play.ReasonBuild),
		onBuild("global", "A global of 1 GiB.", "var big [1 << 30]byte\nfunc main() { println(big[0]) }",
			play.ReasonMemory, "exit 0", "exit 2"),
		onBuild("global-data", "A global of 1 GiB that is not zero.",
			"var big = [1 << 30]byte{1}\nfunc main() { println(big[0]) }", play.ReasonMemory, play.ReasonRefused),
		onBuild("parentheses", "30,000 nested parentheses.", "func main() { _ = "+nested("(", "1", ")", 15_000)+" }",
			play.ReasonBuild, play.ReasonMemory, "exit 0"),
		onBuild("more-parentheses", "900,000 parentheses.", "func main() { _ = "+nested("(", "1", ")", 450_000)+" }",
			play.ReasonRefused),
		onBuild("bodyless", "A function whose body is elsewhere.", "func exit(int)\nfunc main() { exit(3) }",
			play.ReasonBuild),
		onBuild("linkname", "//go:linkname to runtime.exit.",
			"import _ \"unsafe\"\n//go:linkname exit runtime.exit\nfunc exit(int32)\nfunc main() { exit(3) }",
			play.ReasonRefused),
		onBuild("embed-absolute", "//go:embed of /etc/passwd.", embed("/etc/passwd"), play.ReasonRefused),
		onBuild("embed-parent", "//go:embed of ../../etc/passwd.", embed("../../etc/passwd"), play.ReasonRefused),
		onBuild("embed-link", "//go:embed of what could be a symbolic link.", embed("link"), play.ReasonRefused),
		onBuild("cgo", "import \"C\".", "// #include \"/etc/passwd\"\nimport \"C\"\n"+ok, play.ReasonRefused),
		onBuild("line", "//line /etc/shadow:7, so that a remark quotes it.",
			"//line /etc/shadow:7\nfunc main() { x }", play.ReasonRefused),
		onBuild("line-block", "/*line /etc/shadow:7*/, likewise.", "/*line /etc/shadow:7*/ func main() { x }",
			play.ReasonRefused),
		onBuild("import-path", "An import of ../../etc.", "import \"../../etc\"\n"+ok, play.ReasonRefused),
		onBuild("import-absolute", "An import of /etc.", "import \"/etc\"\n"+ok, play.ReasonRefused, play.ReasonBuild),
		onBuild("import-internal", "An import of internal/abi.", "import \"internal/abi\"\n"+ok, play.ReasonRefused),
		{name: "many-files", does: "21 files.", files: many, ends: map[string][]play.Reason{"": refused}},
		onGoMod("gomod-toolchain", "A go.mod with a toolchain line, to have another Go fetched.",
			"toolchain go1.99.0"),
		onGoMod("gomod-replace", "A go.mod that replaces a module with a folder of the server's.",
			"replace golang.org/x/sync => /etc"),
		{
			name: "same-name", does: "A file twice in the JSON: the one that is checked is the one that is built.",
			json: `{"main.go":"package main\n\nimport \"C\"\n\nfunc main() {}\n","main.go":"package main\n\nfunc main() { println(\"safe\") }\n"}`,
			ends: map[string][]play.Reason{"": {"exit 0"}}, prints: map[string]string{"": "safe"},
		},
		{
			name: "same-name-worse", does: "Likewise, the worse one last.",
			json: `{"main.go":"package main\n\nfunc main() {}\n","main.go":"package main\n\nimport \"C\"\n\nfunc main() {}\n"}`,
			ends: map[string][]play.Reason{"": refused},
		},
	}
	for _, file := range []struct{ name, path string }{
		{"file-parent", "../main.go"}, {"file-absolute", "/tmp/main.go"}, {"file-nul", "main\x00.go"},
		{"file-assembly", "main.s"}, {"file-syso", "main.syso"},
		{"file-gomod", "go.mod"}, {"file-importcfg", "importcfg"}, {"file-flag", "-o.go"}, {"file-output", "main"},
	} {
		does := fmt.Sprintf("A file of the name %q.", file.path)
		attacks = append(attacks, attack{name: file.name, does: does,
			files: map[string]string{"main.go": "package main\n\n" + ok, file.path: "package main\n"},
			ends:  map[string][]play.Reason{"": refused}})
	}
	return attacks
}

func onBuild(name, does, source string, ends ...play.Reason) attack {
	return attack{name: name, does: does, files: map[string]string{"main.go": "package main\n\n" + source + "\n"},
		ends: map[string][]play.Reason{"": ends}}
}

func onGoMod(name, does, line string) attack {
	return attack{
		name: name, does: does, ends: map[string][]play.Reason{"": {play.ReasonRefused}},
		files: map[string]string{"main.go": "package main\n\nfunc main() {}\n",
			"go.mod": "module snippet\n\ngo 1.26\n\n" + line + "\n"},
	}
}

func (a attack) slowly() attack {
	a.slow = true
	return a
}

func nested(open, inner, shut string, n int) string {
	return strings.Repeat(open, n) + inner + strings.Repeat(shut, n)
}

func embed(path string) string {
	return "import _ \"embed\"\n//go:embed " + path + "\nvar s string\nfunc main() { print(s) }"
}

const generics = `type pair[A, B any] struct { a A; b B }
func grow[T any](n int, x T) { if n > 0 { grow(n-1, pair[T, T]{x, x}) } }
func main() { grow(40, 1) }`

// constants returns a program with a constant of 2^60 bytes.
func constants() string {
	var b strings.Builder
	b.WriteString("const s0 = \"0123456789abcdef\"\n")
	for i := 1; i < 57; i++ {
		fmt.Fprintf(&b, "const s%d = s%d + s%d\n", i, i-1, i-1)
	}
	return b.String() + "func main() { println(len(s56)) }"
}
