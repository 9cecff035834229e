package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
)

// maxLine is the length of the longest line that is read of results, in bytes.
const maxLine = 16 << 20

// readLines reads a file of results, one in JSON a line.
func readLines(_, results string) (all []result, err error) {
	err = eachLine(results, func(line []byte) error {
		var r result
		if err := json.Unmarshal(line, &r); err != nil {
			return fmt.Errorf("%s: %w", results, err)
		}
		all = append(all, r)
		return nil
	})
	return all, err
}

// eachLine calls f with each line of a file.
func eachLine(path string, f func(line []byte) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, maxLine)
	for lines.Scan() {
		if err := f(lines.Bytes()); err != nil {
			return err
		}
	}
	return lines.Err()
}

// A goEvent is a line of what go test -json prints: https://pkg.go.dev/cmd/test2json.
type goEvent struct {
	Action     string
	Package    string
	ImportPath string // of what could not be built
	Test       string
	Elapsed    float64 // seconds
	Output     string
}

// readGo reads what go test -json has printed. Of nested tests those count that have
// none within them.
func readGo(printed, _ string) ([]result, error) {
	g := goTests{output: map[string]*strings.Builder{}, nested: map[string]bool{}, failed: map[string]bool{}}
	err := eachLine(printed, func(line []byte) error {
		var e goEvent
		if json.Unmarshal(line, &e) != nil {
			g.stray = append(g.stray, string(line)) // what go itself has to say
			return nil
		}
		g.take(e)
		return nil
	})
	if err == nil && len(g.results) == 0 {
		err = errors.New(strings.Join(g.stray, "\n"))
	}
	return g.results, err
}

// goTests collects the events of go test.
type goTests struct {
	output  map[string]*strings.Builder // by package and test, until that has ended
	nested  map[string]bool             // the tests that have others within them
	failed  map[string]bool             // the packages of which a test has failed
	results []result
	stray   []string
}

// outputLines is how much of what a test has printed is shown if it fails.
const outputLines = 40

func (g *goTests) take(e goEvent) {
	key := e.Package + " " + e.Test
	switch e.Action {
	case "output", "build-output":
		if e.Action == "build-output" {
			key = "build " + e.ImportPath
		}
		if g.output[key] == nil {
			g.output[key] = &strings.Builder{}
		}
		g.output[key].WriteString(e.Output)
	case "run":
		if parent, _, ok := cutLast(e.Test, "/"); ok {
			g.nested[e.Package+" "+parent] = true
		}
	case "pass", "fail", "skip":
		g.end(e, key)
	}
}

// end adds the result of a test, or of a package of which no test is to blame.
func (g *goTests) end(e goEvent, key string) {
	text := g.printed(key)
	r := result{Suite: "go", MS: e.Elapsed * 1000, OK: e.Action != "fail", Skipped: e.Action == "skip"}
	path := strings.Replace(e.Package, "asynctour", ".", 1)
	switch {
	case e.Test != "" && (!g.nested[key] || e.Action == "fail" && text != ""):
		r.Name = path + " " + e.Test
		r.Again = fmt.Sprintf("go test -race %s -run '%s'", path, pattern(e.Test))
		g.failed[e.Package] = g.failed[e.Package] || !r.OK
	case e.Test == "" && e.Action == "fail" && !g.failed[e.Package]:
		r.Name = path
		r.Again = "go test -race " + path
		for at, out := range g.output { // of a test that never ended, or what could not be built
			if strings.HasPrefix(at, e.Package+" ") || strings.HasPrefix(at, "build ") {
				text += out.String()
			}
		}
	default:
		return
	}
	if !r.OK || r.Skipped {
		lines := strings.Split(strings.TrimSpace(text), "\n")
		r.Error = strings.Join(lines[:min(len(lines), outputLines)], "\n")
	}
	g.results = append(g.results, r)
}

// printed returns what a test has printed, but for the lines that go test itself adds.
func (g *goTests) printed(key string) string {
	out := g.output[key]
	if out == nil {
		return ""
	}
	delete(g.output, key)
	return added.ReplaceAllString(out.String(), "")
}

// added matches the lines that say that a test begins, goes on or has ended.
var added = regexp.MustCompile(`(?m)^(=== \w+ .*|\s*--- \w+: .*)\n`)

// pattern returns what go test -run takes for the one test.
func pattern(test string) string {
	var parts []string
	for part := range strings.SplitSeq(test, "/") {
		parts = append(parts, "^"+regexp.QuoteMeta(part)+"$")
	}
	return strings.Join(parts, "/")
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}
