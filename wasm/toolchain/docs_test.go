package toolchain

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
	"unicode/utf8"
)

// dirs returns the folders of packages, by import path.
func dirs(t *testing.T, packages ...string) map[string]string {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list", "-f", "{{.ImportPath}}\t{{.Dir}}"}, packages...)...).Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	found := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, dir, _ := strings.Cut(strings.TrimSpace(line), "\t")
		found[path] = dir
	}
	return found
}

func TestDocs(t *testing.T) {
	data, err := docs(dirs(t, "builtin", "context", "go/ast", "internal/abi", "net/http", "os", "sync", "time", "golang.org/x/sync/errgroup"))
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]synopses
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ path, name, begin string }{
		{"sync", "", "Package sync provides"},
		{"sync", "WaitGroup", "A WaitGroup is"},
		{"sync", "WaitGroup.Add", "Add adds delta, which may be negative, to the WaitGroup task counter."},
		{"sync", "OnceFunc", "OnceFunc returns a function"},
		{"context", "Context.Done", "Done returns a channel"},
		{"context", "Canceled", "Canceled is the error"},
		{"context", "WithTimeout", "WithTimeout returns"},
		{"time", "Second", "Common durations"},
		{"time", "Timer.C", ""},
		{"net/http", "Client.Timeout", "Timeout specifies a time limit"},
		{"net/http", "StatusNotFound", "RFC 9110"},
		{"net/http", "NewRequest", "NewRequest wraps"},
		{"os", "Exit", "Exit causes the current program to exit"},
		{"builtin", "append", "The append built-in function"},
		{"builtin", "error", "The error built-in interface"},
		{"golang.org/x/sync/errgroup", "Group.Go", "Go calls the given function"},
	} {
		if got := all[test.path][test.name]; !strings.HasPrefix(got, test.begin) || test.begin == "" && got != "" {
			t.Errorf("%s %s: got %q, want it to begin %q", test.path, test.name, got, test.begin)
		}
	}
	for _, path := range []string{"go/ast", "internal/abi"} {
		if all[path] != nil {
			t.Errorf("package %s is not to be among them", path)
		}
	}
	for path, s := range all {
		for name, text := range s {
			if n := utf8.RuneCountInString(text); n > maxSynopsis {
				t.Errorf("%s %s: %d characters", path, name, n)
			}
		}
	}
}

func TestDocsOfNothing(t *testing.T) {
	if _, err := docs(map[string]string{"gone": t.TempDir()}); err == nil || !strings.Contains(err.Error(), "package gone") {
		t.Errorf("got error %v, want one that names the package", err)
	}
}

func TestShortenSynopsis(t *testing.T) {
	long := strings.Repeat("word ", maxSynopsis)
	for _, test := range []struct{ text, want string }{
		{"short", "short"},
		{strings.Repeat("é", maxSynopsis), strings.Repeat("é", maxSynopsis)},
		{strings.Repeat("é", maxSynopsis+1), strings.Repeat("é", maxSynopsis-1) + "…"},
		{long, strings.TrimSpace(strings.Repeat("word ", 27)) + "…"},
	} {
		if got := shorten(test.text); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}
