package check

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"asynctour/server/course"
	"asynctour/server/needs"
	"asynctour/wasm/testmain"
)

// TestExercises changes files of the exercise of testdata: what is wrong then is said with the file, and the line where there is one.
func TestExercises(t *testing.T) {
	for _, test := range []struct {
		name, file, old, new string // file, beneath the exercise's folder, has new for old
		says                 string // the line that is written, "" where all is well
	}{
		{"all is well", "main.go", "", "", ""},
		{"a start that is a solution", "main.go", "\tnap()\n\tnap()\n", "\tdone := make(chan bool)\n\tgo func() { nap(); close(done) }()\n\tnap()\n\t<-done\n",
			"both/main.go: passes all checks, so nothing is left to do: a start fails one at least"},
		{"a start that does not compile", "main.go", "nap()\n}", "doze()\n}", "both/main.go:8: undefined: doze"},
		{"a start that may not be checked", "main.go", "import \"time\"", "import (\n\t_ \"os\"\n\t\"time\"\n)", "both/main.go:4: “os” cannot be imported in an exercise."},
		{"a solution that fails", "solution/main.go", "wg.Wait()", "wg.Go(nap)\n\twg.Wait()", "both/solution/main.go: fails TestTwice (3 naps when it returns, not 2), in run 1 of 100"},
		{"a solution that fails now and then", "solution/main.go", "\twg.Wait()", "\tif calls++; calls == 67 {\n\t\twg.Go(nap)\n\t}\n\twg.Wait()\n}\n\nvar calls int\n\nfunc init() {",
			"both/solution/main.go: fails TestTwice (3 naps when it returns, not 2), in run 34 of 100"},
		{"a wrong program that passes", "wrong/one/main.go", "{ nap() }", "{ c := make(chan bool); go func() { nap(); c <- true }(); nap(); <-c }", "both/wrong/one/main.go:1: passes TestTwice, in run 1 of 10"},
		{"a wrong program that fails more", "wrong/one/main.go", "{ nap() }", "{ nap(); nap(); nap() }", "both/wrong/one/main.go: fails TestTime (took "},
		{"a wrong program that ends the run", "wrong/one/main.go", "{ nap() }", "{ go panic(\"oh\"); nap() }", "both/wrong/one/main.go: fails TestTime (the program had ended: panic: oh"},
		{"checks that call nothing", "check_test.go", "both(func() { time.Sleep(d) })", "twice(func() { time.Sleep(d) })", "check_test.go:28: undefined: twice"},
		{"checks with more than there is", "check_test.go", "d := time.Hour", "t.Parallel()\n\t\td := time.Hour", "check_test.go:26: t.Parallel undefined"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir, _ := lessons(t)
			file := filepath.Join(dir, "01-naps", "both", filepath.FromSlash(test.file))
			text, err := os.ReadFile(file)
			if err != nil || !strings.Contains(string(text), test.old) {
				t.Fatalf("%s has no %q, %v", test.file, test.old, err)
			}
			if err := os.WriteFile(file, []byte(strings.Replace(string(text), test.old, test.new, 1)), 0o666); err != nil {
				t.Fatal(err)
			}
			c, err := course.Parse(os.DirFS(dir))
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			k := &checker{dir: dir, temp: t.TempDir(), out: &out}
			if err := k.checkExercises(t.Context(), needs.Cache(t), []*course.Snippet{c.Snippets["naps/both"]}); err != nil {
				t.Fatal(err)
			}
			if test.says == "" {
				if k.wrong != 0 || !strings.HasPrefix(out.String(), "exercises: 1, checked by 4 programs") {
					t.Errorf("%d are wrong: %s", k.wrong, out.String())
				}
			} else if k.wrong == 0 || !strings.Contains(filepath.ToSlash(out.String()), test.says) {
				t.Errorf("%d are wrong:\n%s\nwant %q", k.wrong, out.String(), test.says)
			}
		})
	}
}

// TestCompare says what is wrong with a round of verdicts.
func TestCompare(t *testing.T) {
	e := &course.Exercise{Checks: []course.Check{{Name: "TestA"}, {Name: "TestB"}}}
	ok := testmain.Verdict{Name: "TestA", OK: true}
	no := testmain.Verdict{Name: "TestB", Text: "7"}
	for _, test := range []struct {
		name     string
		fails    []string
		verdicts []testmain.Verdict
		want     string
	}{
		{"a solution", []string{}, []testmain.Verdict{ok, ok}, ""},
		{"a wrong one", []string{"TestB"}, []testmain.Verdict{ok, no}, ""},
		{"ended early", []string{"TestA", "TestB"}, nil, ""},
		{"more", []string{}, []testmain.Verdict{ok, no}, ": fails TestB (7), in run 3 of 10"},
		{"less", []string{"TestA", "TestB"}, []testmain.Verdict{ok, no}, ":1: passes TestA, in run 3 of 10"},
		{"ended too early", []string{"TestB"}, nil, ": fails TestA (the program had ended: panic: x), in run 3 of 10"},
		{"a start", nil, []testmain.Verdict{ok, no}, ""},
	} {
		got := ""
		if err := (trial{exercise: e, rounds: 10, fails: test.fails}).compare(test.verdicts, 3, "panic: x"); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

func TestExercisesOf(t *testing.T) {
	c := &course.Course{Snippets: map[string]*course.Snippet{}}
	for _, dir := range []string{"03-gather/a", "03-gather/b", "04-http/four"} {
		_, id, _ := strings.Cut(dir, "-")
		c.Snippets[id] = &course.Snippet{ID: id, Dir: dir, Exercise: &course.Exercise{}}
	}
	c.Snippets["http/plain"] = &course.Snippet{ID: "http/plain", Dir: "04-http/plain"}
	for _, test := range []struct{ only, want string }{
		{"", "gather/a gather/b http/four"}, {"lessons/04-http/four", "http/four"}, {"04-http/four/", "http/four"}, {"lessons/03-gather", "gather/a gather/b"},
		{"lessons/03-gather/a 04-http", "gather/a http/four"}, {"lessons/04-http/plain", "there is no exercise"}, {"03", "there is no exercise"},
	} {
		found, err := exercisesOf(c, "lessons", strings.Fields(test.only))
		var ids []string
		for _, s := range found {
			ids = append(ids, s.ID)
		}
		if got := strings.Join(ids, " "); err == nil && got != test.want || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: got %q, %v, want %q", test.only, got, err, test.want)
		}
	}
}

// TestNewExercise checks an exercise as it is written for an author, but for what is marked in it.
func TestNewExercise(t *testing.T) {
	dir, _ := lessons(t)
	written, err := course.NewExercise(dir, "01-naps/new")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range written {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, bytes.ReplaceAll(text, []byte("TODO"), []byte("done")), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	c, err := course.Parse(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	k := &checker{dir: dir, temp: t.TempDir(), out: &out}
	if err := k.checkExercises(t.Context(), needs.Cache(t), []*course.Snippet{c.Snippets["naps/new"]}); err != nil || k.wrong > 0 {
		t.Errorf("%v\n%s", err, out.String())
	}
}
