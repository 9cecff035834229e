package course

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write what is wanted in testdata anew")

// small is a course of three lessons without a mistake. The cases of
// mistakes.txtar change it.
func small(t *testing.T) fstest.MapFS {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/small.txtar")
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for _, f := range archive.Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return fsys
}

func TestParse(t *testing.T) {
	c, err := Parse(small(t))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, lang := range c.Langs {
		for _, l := range c.Lessons[lang] {
			fmt.Fprintf(&b, "%s %d %s: %q %q %s, %d min, contents %+v\n", l.Lang, l.Number, l.Name, l.Title, l.Summary, l.Asyncio, l.Minutes, l.Contents)
			for _, p := range l.Parts {
				switch {
				case p.Quiz != nil:
					writeQuiz(&b, p.Quiz)
				case p.Snippet != nil:
					fmt.Fprintf(&b, "\tsnippet %s %q\n", p.Snippet.ID, p.Caption)
					if p.Predict != nil {
						fmt.Fprintf(&b, "\t\tpredict %q %v: %s\n", p.Predict.Lines, p.Predict.Takes, p.Predict.Question)
					}
					if e := p.Snippet.Exercise; e != nil {
						fmt.Fprintf(&b, "\t\texercise %s: %s\n\t\tchecks %q\n\t\thints %q\n\t\twrong", e.Version, e.Text, e.Checks, e.Hints)
						for _, w := range e.Wrong {
							fmt.Fprintf(&b, " %s %q", w.Name, w.Fails)
						}
						fmt.Fprintln(&b)
					}
				default:
					fmt.Fprintf(&b, "\t%s\n", strings.ReplaceAll(strings.TrimSpace(string(p.HTML)), "\n", "\n\t"))
				}
			}
			for _, s := range l.Sections {
				fmt.Fprintf(&b, "\tsection %q %q: %q", s.ID, s.Heading, s.Text)
				for _, shown := range s.Snippets {
					fmt.Fprintf(&b, ", %s %q", shown.Snippet.ID, shown.Caption)
				}
				fmt.Fprintln(&b)
			}
		}
	}
	golden(t, "testdata/small.golden", b.String())

	s := c.Snippets["gather/three-tasks"]
	if s == nil || s.Dir != "03-gather/three-tasks" {
		t.Fatalf("snippet gather/three-tasks: got %+v", s)
	}
	for place, want := range map[string]string{"": "a\n", "browser": "b\n", "wasi": "a\n", "python": "a\n"} {
		if got := s.Want(place); got != want {
			t.Errorf("Want(%q): got %q, want %q", place, got, want)
		}
	}
}

func writeQuiz(b *strings.Builder, q *Quiz) {
	fmt.Fprintf(b, "\tquiz %s %s %s, in %q: %s\n", q.ID, q.Version, q.Kind, q.Unit, q.Question)
	if q.More != "" {
		fmt.Fprintf(b, "\t\t%s\n", strings.ReplaceAll(string(q.More), "\n", "\n\t\t"))
	}
	for _, o := range q.Offered() {
		fmt.Fprintf(b, "\t\t%d %t %g ± %g %s: %q\n", o.N, o.Right, o.Value, o.Within, o.Text, o.Why)
	}
}

// golden compares got with a file; with -update it writes the file.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", file, got, want)
	}
}

// TestMistakes reads testdata/mistakes.txtar. A case is a folder there: files that
// replace those of the small course ("gone" removes one), and want, the error of Parse.
func TestMistakes(t *testing.T) {
	const file = "testdata/mistakes.txtar"
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	fsys := small(t)
	for i, f := range archive.Files {
		name, rest, _ := strings.Cut(f.Name, "/")
		switch {
		case rest != "want" && string(f.Data) == "gone\n":
			delete(fsys, rest)
			continue
		case rest != "want":
			fsys[rest] = &fstest.MapFile{Data: f.Data}
			continue
		}
		_, err := Parse(fsys)
		got := fmt.Sprintln(err)
		if *update {
			archive.Files[i].Data = []byte(got)
		} else if got != string(f.Data) {
			t.Errorf("%s: got\n%swant\n%s", name, got, f.Data)
		}
		fsys = small(t)
	}
	if *update {
		if err := os.WriteFile(file, txtar.Format(archive), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// TestText renders each name.en.md or name.zh.md of testdata/text.txtar and
// compares it with the name.en.html after it.
func TestText(t *testing.T) {
	const file = "testdata/text.txtar"
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range archive.Files {
		name, isText := strings.CutSuffix(f.Name, ".md")
		if !isText {
			continue
		}
		got := renderText(t, strings.TrimPrefix(path.Ext(name), "."), f.Data)
		if *update {
			archive.Files[i+1].Data = []byte(got)
		}
		if want := archive.Files[i+1]; want.Name != name+".html" {
			t.Fatalf("%s: after %s comes %s", file, f.Name, want.Name)
		} else if got != string(want.Data) {
			t.Errorf("%s: got\n%swant\n%s", f.Name, got, want.Data)
		}
	}
	if *update {
		if err := os.WriteFile(file, txtar.Format(archive), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// renderText renders a text of the small course's lesson 03-gather.
func renderText(t *testing.T, lang string, source []byte) string {
	t.Helper()
	fsys := small(t)
	head := "---\ntitle: T\nsummary: S.\nasyncio: a\nminutes: 1\n---\n\n"
	fsys["03-gather/"+lang+".md"] = &fstest.MapFile{Data: append([]byte(head), source...)}
	var m mistakes
	folders, err := scan(fsys, &m)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, l := range languages() {
		if l.tag != lang {
			continue
		}
		text, err := parseText(fsys, l.markdown(), l, folders[0], folders, &m)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range text.lesson.Parts {
			b.WriteString(string(p.HTML))
		}
	}
	if err := m.err(); err != nil {
		t.Error(err)
	}
	return b.String()
}

// An error of the disk is not an author's mistake: Parse returns it as it is.
func TestParseUnreadable(t *testing.T) {
	_, err := Parse(fstest.MapFS{"03-gather": &fstest.MapFile{Mode: fs.ModeDir}, "03-gather/en.md": &fstest.MapFile{Mode: fs.ModeDir}})
	if err == nil || !strings.Contains(err.Error(), "lesson") {
		t.Errorf("got %v", err)
	}
}

// Every lesson says what it is for, asks for a prediction and questions, and ends with what to keep.
func TestFrame(t *testing.T) {
	c, err := Parse(os.DirFS("../../lessons"))
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range c.Langs {
		for _, l := range c.Lessons[lang] {
			var html strings.Builder
			asks, questions := false, 0
			for _, p := range l.Parts {
				html.WriteString(string(p.HTML))
				asks = asks || p.Predict != nil
				if p.Quiz != nil {
					questions++
				}
			}
			for _, kind := range []string{goalsMark, recapMark} {
				if n := strings.Count(html.String(), `data-kind="`+kind+`"`); n != 1 {
					t.Errorf("%s/%s: [!%s] %d times", lang, l.Name, strings.ToUpper(kind), n)
				}
			}
			if !asks {
				t.Errorf("%s/%s: no prediction", lang, l.Name)
			}
			if questions < 2 {
				t.Errorf("%s/%s: %d questions, at least 2", lang, l.Name, questions)
			}
		}
	}
}

func TestMatch(t *testing.T) {
	for _, test := range []struct{ want, got, err string }{
		{"a\nb\n", "a\nb\n", ""},
		{"took ‹1.2› s on ‹8›\n", "took 13 s on x\n", ""},
		{"a.c\n", "abc\n", `line 1: got "abc\n", want "a.c\n"`},
		{"a ‹1›\n", "a \n", `line 1: got "a \n", want "a ‹1›\n"`},
		{"a ‹1›\n", "a 1\nmore\n", `line 2: got "more\n", want no more`},
		{"‹1›\nb\n", "a\nb\n", ""},
		{"a\nb\n", "a\n", `line 2: the output ends, want "b\n"`},
		{"a\n", "a", `line 1: got "a", want "a\n"`},
		{"", "a\n", `line 1: got "a\n", want no more`},
		{"", "", ""},
	} {
		got := ""
		if err := Match(test.want, test.got); err != nil {
			got = err.Error()
		}
		if got != test.err {
			t.Errorf("Match(%q, %q): got %q, want %q", test.want, test.got, got, test.err)
		}
	}
}

func TestMeant(t *testing.T) {
	names := []string{"three-tasks", "as-completed", "任务组"}
	for got, want := range map[string]string{
		"three-task": ` (did you mean "three-tasks"?)`,
		"任务":         ` (did you mean "任务组"?)`,
		"crawler":    "",
	} {
		if text := meant(got, names); text != want {
			t.Errorf("meant(%q): got %q, want %q", got, text, want)
		}
	}
}
