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
	for _, seed := range []string{
		"", "---\n", "---\ntitle: a\n---\n", "---\ntitle: [\n---\n# x\n", "---\n---\n[a](three-tasks/main.go)\n\n> [!NOTE]\n> b\n",
		"---\ntitle: a\nsummary: b\nasyncio: c\nminutes: 3\n---\n\n## One\n\n[Three tasks](three-tasks/main.go)\n\n## One\n\n[up](../07-task-group/en.md#x) <b>raw</b>\n",
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
			if len(c.Lessons["en"]) != 2 {
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
