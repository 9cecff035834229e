package web

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"asynctour/server/course"
)

// searchAddress matches the address of the file to search in, in a page's configuration.
var searchAddress = regexp.MustCompile(`"search":"([^"]*)"`)

func TestSearch(t *testing.T) {
	h := newServer(t, small(t))
	_, page := do(t, h, get("/zh/"))
	address := searchAddress.FindStringSubmatch(page)
	if address == nil {
		t.Fatalf("the page names no file to search in:\n%s", page)
	}
	response, body := do(t, h, get(address[1]))
	if response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != "application/json" {
		t.Fatalf("%s: status %d, %s", address[1], response.StatusCode, response.Header.Get("Content-Type"))
	}
	var all []passage
	if err := json.Unmarshal([]byte(body), &all); err != nil {
		t.Fatal(err)
	}
	for _, want := range []passage{
		{At: "gather/", Lesson: "gather：同时等几件事", Title: "gather：同时等几件事", Text: "一句话。\n三个等待。\n"},
		{At: "gather/#看什么", Lesson: "gather：同时等几件事", Title: "看什么？", Text: "参见任务组。\n"},
	} {
		if !slices.Contains(all, want) {
			t.Errorf("there is no %+v in %+v", want, all)
		}
	}
	if response, body := do(t, h, get("/search/zh-00000000.json")); response.StatusCode != http.StatusNotFound {
		t.Errorf("another release's file: status %d, %s", response.StatusCode, body)
	}
}

// mostSearched is how large the file may be that somebody loads who searches, in bytes: server/bench allows as many.
const mostSearched = 40_000

// TestSearchSize holds the files of the tour's own lessons to it.
func TestSearchSize(t *testing.T) {
	lessons, err := course.Parse(os.DirFS("../../lessons"))
	if err != nil {
		t.Fatal(err)
	}
	k := &content{course: lessons, files: map[string][]byte{}, packs: map[string]func() ([]byte, error){}}
	if err := k.readSearch(Config{Site: os.DirFS("../../site")}); err != nil {
		t.Fatal(err)
	}
	for lang, name := range k.search {
		if packed, err := k.packs[name](); err != nil || len(packed) > mostSearched {
			t.Errorf("%s: %d bytes, %v", lang, len(packed), err)
		}
	}
}

// TestNames checks that the words of comments and strings are no names.
func TestNames(t *testing.T) {
	for _, test := range []struct{ program, python, want string }{
		{program: "rows := total / size // as they are\n/* by\nhand */ draw(rows)", want: "rows total size draw"},
		{program: "say(`two\nlines`, \"a \\\"word\\\" // more\", done, '\"', 'x', last)", want: "say done last"},
		{python: "rows = total // size # as they are\ndraw(rows)", want: "rows total size draw"},
		{python: "\"\"\"What \"it\"\nis for.\"\"\"\nsay('it\\'s', \"don't\", done)", want: "say done"},
		{program: "sync.WaitGroup", python: "asyncio.gather # sync", want: "sync.WaitGroup asyncio.gather"},
	} {
		if got := names(&course.Snippet{Go: test.program, Python: test.python}); got != test.want {
			t.Errorf("%q, %q: got %q, want %q", test.program, test.python, got, test.want)
		}
	}
}

// TestSearchPassages checks the passages of programs, which have the names in them, and
// of findings, which stand at the programs that show them.
func TestSearchPassages(t *testing.T) {
	blocking := &course.Snippet{ID: "blocking/blocking", Go: "package main\nfunc main() { time.Sleep(d) }", Python: "time.sleep(1)"}
	all := passages([]*course.Lesson{{Name: "blocking", Title: "Blocking", Summary: "In short.", Sections: []course.Section{
		{Text: "First.\n"},
		{ID: "a-heading", Heading: "A heading", Text: "More.\n", Snippets: []course.Shown{{Snippet: blocking, Caption: "It blocks"}}},
	}}})
	program := passage{At: "blocking/#blocking/blocking", Lesson: "Blocking", Title: "It blocks",
		Code: "package main func time.Sleep time.sleep"}
	want := []passage{
		{At: "blocking/", Lesson: "Blocking", Title: "Blocking", Text: "In short.\nFirst.\n"},
		{At: "blocking/#a-heading", Lesson: "Blocking", Title: "A heading", Text: "More.\n"},
		program,
	}
	if !slices.Equal(all, want) {
		t.Errorf("got %+v,\nwant %+v", all, want)
	}
	found, err := findingPassages(small(t).Site, "en", all)
	finding := passage{At: program.At, Lesson: "Blocking", Title: "Timeline: It blocks", Text: "… ran for … without a pause."}
	if err != nil || len(found) == 0 || !slices.Contains(found, finding) {
		t.Errorf("got %+v, %v, want %+v", found, err, finding)
	}
}

// TestFindingSnippets checks that the findings have their sentences, and that there are
// the snippets that show them.
func TestFindingSnippets(t *testing.T) {
	for key, id := range findingSnippets {
		for _, lang := range []string{"en", "zh"} {
			var words map[string]string
			if err := readJSON(os.DirFS("../../site"), "parts/timeline/words."+lang+".json", &words); err != nil {
				t.Fatal(err)
			}
			if words[key] == "" {
				t.Errorf("the timeline has no text %q in %s", key, lang)
			}
		}
		if found, err := filepath.Glob("../../lessons/*-" + id + "/main.go"); len(found) != 1 {
			t.Errorf("the snippet %s: got %v, %v", id, found, err)
		}
	}
}
