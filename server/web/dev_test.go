package web

import (
	"bufio"
	"context"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"asynctour/server/course"
)

// An author is a server with Config.Dev, on folders of its own.
type author struct {
	lessons, site string
	bundles       int
	packs         int
	bundleFault   error
	read          *course.Course
}

func newAuthor(t *testing.T) (*author, http.Handler) {
	t.Helper()
	a := &author{lessons: t.TempDir(), site: t.TempDir()}
	copyTo(t, a.lessons, archive(t, "testdata/lessons.txtar"))
	copyTo(t, a.site, archive(t, "testdata/site.txtar"))
	copyTo(t, a.site, fstest.MapFS{"ts/main.ts": {}, "css/main.css": {}})
	c := small(t)
	c.Course = nil
	c.Site = os.DirFS(a.site)
	c.Dev = &Dev{
		Lessons: a.lessons,
		Site:    a.site,
		Bundle:  func() error { a.bundles++; return a.bundleFault },
		Pack:    func() error { a.packs++; return nil },
		Read:    func(c *course.Course) { a.read = c },
	}
	return a, newServer(t, c)
}

func copyTo(t *testing.T, dir string, from fs.FS) {
	t.Helper()
	if err := os.CopyFS(dir, from); err != nil {
		t.Fatal(err)
	}
}

// edit replaces old by new in a file, and changes its size: two edits may have the same
// time.
func edit(t *testing.T, dir, name, old, new string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(data), old, new) + "\n"
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// wantPage requests a page, and checks its status and that it contains a text.
func wantPage(t *testing.T, h http.Handler, status int, text string) {
	t.Helper()
	response, body := do(t, h, get("/en/gather/"))
	if response.StatusCode != status || !strings.Contains(body, text) {
		t.Errorf("got %d, want %d with %q in\n%s", response.StatusCode, status, text, body)
	}
}

func TestDev(t *testing.T) {
	a, h := newAuthor(t)
	wantPage(t, h, 200, `"dev":true`)
	if a.bundles != 1 || a.packs != 0 {
		t.Errorf("at the start: bundled %d times and packed %d times, want 1 and 0", a.bundles, a.packs)
	}

	edit(t, a.lessons, "03-gather/en.md", "Three waits.", "Four waits.")
	wantPage(t, h, 200, "Four waits.")
	edit(t, a.site, "templates/lesson.html", "<h1>", "<h1 class=big>")
	wantPage(t, h, 200, "<h1 class=big>")
	edit(t, a.site, "css/main.css", "", "p{}")
	edit(t, a.lessons, "03-gather/three-tasks/main.go", "main()", "main( )")
	wantPage(t, h, 200, "main</span>( )")
	if got := a.read.Snippets["gather/three-tasks"].Go; !strings.Contains(got, "main( )") {
		t.Errorf("after a change of a program its lessons have %q", got)
	}
	if a.bundles != 2 || a.packs != 1 {
		t.Errorf("after changes: bundled %d times and packed %d times, want 2 and 1", a.bundles, a.packs)
	}
}

// TestDevMistakes makes mistakes, which are shown instead of the pages until they are
// corrected, whatever else changes in between.
func TestDevMistakes(t *testing.T) {
	a, h := newAuthor(t)
	edit(t, a.lessons, "03-gather/en.md", "three-tasks/main.go", "three-task/main.go")
	wantPage(t, h, 500, "lessons/03-gather/en.md:15: no snippet &#34;three-task&#34;")
	edit(t, a.site, "parts/snippet/en.json", "Run", "Start")
	wantPage(t, h, 500, "no snippet")
	edit(t, a.lessons, "03-gather/en.md", "three-task/main.go", "three-tasks/main.go")
	wantPage(t, h, 200, "Start")

	edit(t, a.site, "templates/lesson.html", "{{.Lesson.Title}}", "{{.Lesson.Titel}}")
	wantPage(t, h, 500, "Titel")
	edit(t, a.site, "templates/lesson.html", "{{.Lesson.Titel}}", "{{.Lesson.Title}}")
	wantPage(t, h, 200, "Start")

	a.bundleFault = errors.New("ts/main.ts:1: unexpected")
	edit(t, a.site, "ts/main.ts", "", ";")
	wantPage(t, h, 500, `<meta http-equiv="refresh"`)
	wantPage(t, h, 500, "ts/main.ts:1: unexpected")
}

// TestDevFaultyStart starts a server whose first course has a mistake.
func TestDevFaultyStart(t *testing.T) {
	c := small(t)
	c.Course = nil
	c.Dev = &Dev{Lessons: t.TempDir(), Site: t.TempDir(), Bundle: func() error { return nil }}
	wantPage(t, newServer(t, c), 500, "there is no lesson")
}

func TestDevReload(t *testing.T) {
	a, h := newAuthor(t)
	server := httptest.NewServer(h)
	defer server.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, "GET", server.URL+"/dev/reload", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if got := response.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Errorf("Content-Type: got %q", got)
	}
	edit(t, a.site, "css/main.css", "", "p{}")
	event, err := bufio.NewReader(response.Body).ReadString('\n')
	if event != "event: reload\n" {
		t.Errorf("got %q, %v, want the event reload", event, err)
	}
}
