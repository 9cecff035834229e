package check

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"asynctour/server/course"
	"asynctour/server/needs"
	"asynctour/server/sandbox/sandboxtest"
)

func TestMain(m *testing.M) { os.Exit(sandboxtest.Run(m)) }

// lessons copies the lessons of testdata into a folder, and parses them.
func lessons(t *testing.T) (dir string, c *course.Course) {
	t.Helper()
	dir = t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/lessons")); err != nil {
		t.Fatal(err)
	}
	c, err := course.Parse(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	return dir, c
}

// fake returns a place in which every snippet prints the outputs, one a run and the last
// for good, and takes as long as took says.
func fake(name, output string, took time.Duration, outputs ...string) place {
	return place{
		name: name, output: output, with: "nothing", atOnce: 1,
		run: func(context.Context, string, *course.Snippet) (string, error) {
			text := outputs[0]
			if len(outputs) > 1 {
				outputs = outputs[1:]
			}
			return text, nil
		},
		took: func(context.Context, string, *course.Snippet) (time.Duration, error) { return took, nil },
	}
}

func TestCheck(t *testing.T) {
	const second = time.Second
	for _, test := range []struct {
		name   string
		places []place
		wrong  string // a piece of the error, "" if all is well
		says   string // a piece of what is written
	}{
		{"all is well", []place{fake("native", "", second, "awake\n")}, "", "1 lessons in 2 languages, 2 snippets: all is well"},
		{"late, and then well", []place{fake("native", "", second, "", "awake\n")}, "", "native: 1 snippets run (nothing)"},
		{"it prints something else", []place{fake("native", "", second, "asleep\n")}, "1 outputs, times or exercises are not", `native: line 1: got "asleep\n", want "awake\n"`},
		{"in one of two places", []place{fake("native", "", second, "awake\n"), fake("wasi", "wasi", second, "")}, "1 outputs", "wasi: line 1: the output ends"},
		{"a time that is about right", []place{fake("wasi", "wasi", 1150*time.Millisecond, "awake\n")}, "", "all is well"},
		{"another time", []place{fake("wasi", "wasi", 2*second, "awake\n")}, "1 outputs, times", "takes 2s, and the lessons have readers predict 1s"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir, c := lessons(t)
			var out bytes.Buffer
			err := (&checker{dir: dir, out: &out}).check(t.Context(), test.places, c)
			if (err == nil) != (test.wrong == "") || err != nil && !strings.Contains(err.Error(), test.wrong) {
				t.Errorf("got %v, want %q", err, test.wrong)
			}
			if !strings.Contains(out.String(), test.says) {
				t.Errorf("it says\n%s\nwithout %q", out.String(), test.says)
			}
		})
	}
}

// TestUpdate writes output files anew: a place's own only where it differs from what is
// printed natively.
func TestUpdate(t *testing.T) {
	dir, c := lessons(t)
	var out bytes.Buffer
	places := []place{
		fake("native", "", time.Second, "up\n"),
		fake("wasi", "wasi", time.Second, "up\n"),
		fake("browser", "browser", time.Second, "up, late\n"),
	}
	if err := (&checker{dir: dir, update: true, out: &out}).check(t.Context(), places, c); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"output.txt": "up\n", "output.browser.txt": "up, late\n", "output.wasi.txt": ""} {
		got, err := os.ReadFile(filepath.Join(dir, "01-naps", "nap", name))
		if string(got) != want || (want == "") != errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s has %q, %v, want %q", name, got, err, want)
		}
	}
}

// TestRunFails gives up where a snippet cannot be run.
func TestRunFails(t *testing.T) {
	dir, c := lessons(t)
	broken := fake("native", "", 0, "")
	broken.run = func(context.Context, string, *course.Snippet) (string, error) { return "", errors.New("no disk") }
	err := (&checker{dir: dir, out: new(bytes.Buffer)}).check(t.Context(), []place{broken}, c)
	if err == nil || !strings.Contains(err.Error(), "01-naps/nap: native: no disk") {
		t.Errorf("got %v", err)
	}
}

func TestAbout(t *testing.T) {
	for _, test := range []struct {
		took, predicted time.Duration
		want            bool
	}{
		{time.Second, time.Second, true},
		{1200 * time.Millisecond, time.Second, true},
		{1201 * time.Millisecond, time.Second, false},
		{5500 * time.Millisecond, 5 * time.Second, true},
		{4 * time.Second, 5 * time.Second, false},
	} {
		if got := about(test.took, test.predicted); got != test.want {
			t.Errorf("%v for %v: %v", test.took, test.predicted, got)
		}
	}
}

// TestLessons checks the lessons of testdata in the places that this machine has.
func TestLessons(t *testing.T) {
	var out bytes.Buffer
	if err := Lessons(t.Context(), Config{Dir: "testdata/lessons", Cache: needs.Cache(t), Out: &out}); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	for _, place := range []string{"native: 1 snippets run", "wasi: 1 snippets run", "exercises: 1, checked by 4 programs"} {
		if !strings.Contains(out.String(), place) {
			t.Errorf("it says\n%s\nwithout %q", out.String(), place)
		}
	}
}
