package course

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// FuzzParse parses any text as a lesson: the result is a course, or mistakes with file
// and line.
func FuzzParse(f *testing.F) {
	const path = "03-gather/en.md"
	text, err := os.ReadFile("../../lessons/" + path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	const head = "---\ntitle: a\nsummary: b\nasyncio: c\nminutes: 3\n---\n\nText.\n\n"
	for _, seed := range []string{
		"", "---\n", "---\ntitle: a\n---\n", "---\ntitle: [\n---\n# x\n", "---\n---\n[a](three-tasks/main.go)\n\n> [!NOTE]\n> b\n",
		head + "## One\n\n[Three tasks](three-tasks/main.go)\n\n## One\n\n[up](../07-task-group/en.md#x) <b>raw</b>\n",
		head + "> [!QUIZ] a-b\n> Which?\n> - [x] a\n>   b\n> - [ ] c `d`\n>   e\n\n> [!QUIZ] c\n> f\n> 1. g\n>    h\n> 2. i\\\n>    j\n",
		head + "> [!QUIZ] n\n> How many?\n>\n> - [x] 400 ± 40 a second\n>   b\n> - [ ] 4e9 ± a\n>\n>   ```go\n>   c\n>   ```\n> - [ ]\n> -\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		fsys := small(t)
		if _, err := fs.Stat(fsys, path); err != nil {
			t.Fatal(err)
		}
		fsys[path] = &fstest.MapFile{Data: text}
		c, err := Parse(fsys)
		if err == nil {
			if len(c.Lessons["en"]) != 3 {
				t.Errorf("%d lessons", len(c.Lessons["en"]))
			}
			return
		}
		for line := range strings.Lines(err.Error()) {
			if !strings.HasPrefix(line, "lessons/") {
				t.Errorf("a mistake that is nowhere: %q", line)
			}
		}
	})
}
