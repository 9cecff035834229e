package play

import (
	"fmt"
	"strings"
	"testing"
)

func TestCheckStart(t *testing.T) {
	known := func(s string) ([]string, bool) {
		if s == "http/four" {
			return []string{"TestAll", "TestPeak"}, true
		}
		return nil, s == "gather/three-tasks"
	}
	const ok = "package main\nfunc main() {}\n"
	file := func(source string) Request { return Request{Files: map[string]string{"main.go": source}} }
	many := map[string]string{}
	for i := range DefaultLimits().Files + 1 {
		many[fmt.Sprintf("f%d.go", i)] = ok
	}
	for _, test := range []struct {
		name string
		req  Request
		want string // a piece of the sentence, "" where the request is good
	}{
		{"published", Request{Snippet: "gather/three-tasks"}, ""},
		{"edited", file(ok), ""},
		{"unknown snippet", Request{Snippet: "gather/four"}, "no snippet “gather/four”"},
		{"nothing", Request{}, "nothing to run"},
		{"clock", Request{Snippet: "gather/three-tasks", Clock: "lunar"},
			"no clock “lunar”; there are real, virtual and slow"},
		{"race", Request{Clock: ClockVirtual, Snippet: "gather/three-tasks", Race: true}, "real clock alone"},
		{"check", Request{Snippet: "http/four", Check: true}, ""},
		{"check of an edited one", Request{Snippet: "http/four", Check: true, Files: map[string]string{"main.go": ok}}, ""},
		{"check, traced", Request{Snippet: "http/four", Check: true, Trace: true, Only: "TestPeak"}, ""},
		{"check of no exercise", Request{Snippet: "gather/three-tasks", Check: true}, "“gather/three-tasks” has no checks"},
		{"check of nothing", Request{Check: true, Files: map[string]string{"main.go": ok}}, "“” has no checks"},
		{"check for races", Request{Snippet: "http/four", Check: true, Race: true}, "without the race detector"},
		{"all checks, traced", Request{Snippet: "http/four", Check: true, Trace: true}, "shows one check"},
		{"one check, not traced", Request{Snippet: "http/four", Check: true, Only: "TestPeak"}, "takes check and trace"},
		{"one check of a run", Request{Snippet: "http/four", Trace: true, Only: "TestPeak"}, "takes check and trace"},
		{"another check", Request{Snippet: "http/four", Check: true, Trace: true, Only: "TestPea"}, "no check “TestPea”; there are TestAll, TestPeak"},
		{"too large", file(ok + strings.Repeat("// x\n", 20_000)), "At most 64 KiB of source, and this is 98 KiB"},
		{"too many", Request{Files: many}, "At most 20 files, and these are 21"},
		{"name", Request{Files: map[string]string{"../main.go": ok}}, "“../main.go” cannot be a file"},
		{"name with NUL", Request{Files: map[string]string{"a\x00.go": ok}}, "cannot be a file"},
		{"assembly", Request{Files: map[string]string{"main.go": ok, "a.s": ""}}, "“a.s” cannot be a file"},
		{"UTF-8", file(ok + "// \xff"), "not valid UTF-8"},
		{"another package", file("package other\n"), "package main"},
		{"sync", file("package main\nimport _ \"golang.org/x/sync/errgroup\"\n"), ""},
		{"internal", file("package main\nimport _ \"internal/abi\"\n"), "“internal/abi” cannot be imported"},
		{"foreign", file("package main\nimport _ \"github.com/a/b\"\n"),
			"“github.com/a/b” cannot be imported here: only the standard library and golang.org/x/sync can"},
		{"cgo", file("package main\nimport \"C\"\n"), "import \"C\""},
		{"syscall/js", file("package main\nimport \"syscall/js\"\n"), "“syscall/js” cannot be imported here"},
		{"embed", file("package main\n//go:embed /etc/passwd\nvar s string\n"), "//go:embed is not allowed"},
		{"linkname", file("package main\n//go:linkname exit runtime.exit\nfunc exit(int)\n"), "//go:linkname"},
		{"wasmimport", file("package main\n//go:wasmimport gojs x\nfunc x()\n"), "//go:wasmimport"},
		{"debug", file("//go:debug panicnil=1\npackage main\n"), "//go:debug is not allowed"},
		{"line", file("package main\n//line /etc/shadow:7\nfunc main() {}\n"), "//line is not allowed"},
		{"line in a comment block", file("package main\n/*line /etc/shadow:7*/\nfunc main() {}\n"), "//line"},
		{"a directive in a string", file("package main\nconst s = `\n//go:embed x\n`\n"), ""},
		{"noinline", file("package main\n//go:noinline\nfunc f() {}\n"), ""},
		{"no Go at all", file("hello"), ""}, // the compiler says it
	} {
		t.Run(test.name, func(t *testing.T) {
			err := DefaultLimits().CheckStart(test.req, known)
			if test.want == "" {
				if err != nil {
					t.Errorf("refused: %v", err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// TestMessages holds the languages to the same keys and placeholders.
func TestMessages(t *testing.T) {
	for lang, texts := range messages {
		for key, text := range texts {
			english, ok := messages["en"][key]
			if !ok {
				t.Errorf("%s has %q, English has not", lang, key)
			}
			for _, part := range strings.Split(english, "{")[1:] {
				name, _, _ := strings.Cut(part, "}")
				if !strings.Contains(text, "{"+name+"}") {
					t.Errorf("%s: %q lacks {%s}", lang, key, name)
				}
			}
		}
		if len(texts) != len(messages["en"]) {
			t.Errorf("%s has %d messages, English %d", lang, len(texts), len(messages["en"]))
		}
	}
}

func TestFaultMessage(t *testing.T) {
	f := Refuse("files", "files", 20, "got", 21)
	if got, want := f.Message("zh"), "最多 20 个文件，这里有 21 个。"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := f.Message("fr"), f.Message("en"); got != want {
		t.Errorf("an unknown language got %q, want %q", got, want)
	}
}
