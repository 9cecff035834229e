package programs

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"asynctour/server/play"
)

// A program is one file of testdata: a sentence on what it shows, lines of the form
// "key: value", and sections. A key or the name of a section may begin with the name of
// a place, for which it then holds instead:
//
//	ends: exit 0          how it ends: an end of package play or "exit" and its code
//	clocks: virtual, real by which clocks it is played, where a place has them: without
//	                      the real one it is not played natively
//	-- main.go --         and its other files
//	-- stdin --           all of its input
//	-- stdout --          what it prints, to the letter
//	-- stderr --          likewise, where it matters: a * stands for any text in a
//	                      line, and a line ... for any lines
type program struct {
	name, does string
	files      map[string]string
	stdin      string
	clocks     []play.Clock
	ends       map[string]string // by place; "" for the others
	stdout     map[string]string
	stderr     map[string]string
}

// of returns the value that holds in a place, ok whether there is one.
func of(values map[string]string, place string) (value string, ok bool) {
	if value, ok = values[place]; ok {
		return value, true
	}
	value, ok = values[""]
	return value, ok
}

// read returns the programs of testdata.
func read(t *testing.T) []*program {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	var programs []*program
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		p, err := parse(archive)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		p.name = strings.TrimSuffix(filepath.Base(path), ".txtar")
		programs = append(programs, p)
	}
	return programs
}

func parse(archive *txtar.Archive) (*program, error) {
	p := &program{
		files:  map[string]string{},
		clocks: []play.Clock{play.ClockVirtual, play.ClockReal},
		ends:   map[string]string{"": "exit 0"},
		stdout: map[string]string{},
		stderr: map[string]string{},
	}
	for line := range strings.Lines(strings.TrimSpace(string(archive.Comment))) {
		line = strings.TrimSpace(line)
		key, value, ok := strings.Cut(line, ": ")
		place, field := placed(key)
		switch {
		case ok && field == "ends":
			p.ends[place] = value
		case ok && key == "clocks":
			p.clocks = nil
			for clock := range strings.SplitSeq(value, ", ") {
				p.clocks = append(p.clocks, play.Clock(clock))
			}
		case p.does == "":
			p.does = line
		default:
			return nil, fmt.Errorf("what is %q?", line)
		}
	}
	if p.does == "" {
		return nil, fmt.Errorf("the sentence that says what it shows is missing")
	}
	for _, f := range archive.Files {
		place, section := placed(f.Name)
		switch {
		case section == "stdout":
			p.stdout[place] = string(f.Data)
		case section == "stderr":
			p.stderr[place] = string(f.Data)
		case f.Name == "stdin":
			p.stdin = string(f.Data)
		case strings.HasSuffix(f.Name, ".go"):
			p.files[f.Name] = string(f.Data)
		default:
			return nil, fmt.Errorf("what is the section %q?", f.Name)
		}
	}
	return p, nil
}

// placed cuts the name of a place, if there is one, off a key.
func placed(key string) (place, field string) {
	if place, field, ok := strings.Cut(key, " "); ok && slices.Contains(placeNames, place) {
		return place, field
	}
	return "", key
}

// A result is what came of a program.
type result struct {
	stdout, stderr string
	end            string // as in a program's ends
	message        string // the sentence on it, and remarks, for who looks for what is wrong
}

// check compares a result in a place with what is wanted there.
func (p *program) check(t *testing.T, place string, got result) {
	t.Helper()
	if want, _ := of(p.ends, place); got.end != want {
		t.Errorf("it ends with %q, want %q: %s", got.end, want, shorten(got.message+"\n"+got.stderr))
	}
	stdout := got.stdout
	if p.tests() {
		stdout = testTime.ReplaceAllString(stdout, "(0.00s)")
	}
	if want, ok := of(p.stdout, place); ok && stdout != want {
		t.Errorf("it prints\n%s\nwant\n%s", shorten(stdout), shorten(want))
	}
	if want, ok := of(p.stderr, place); ok && !pattern(want).MatchString(got.stderr) {
		t.Errorf("to standard error it prints\n%s\nwant\n%s", shorten(got.stderr), shorten(want))
	}
}

// testTime matches the time that a test has taken, which differs by machine.
var testTime = regexp.MustCompile(`\(\d+\.\d\ds\)`)

// pattern returns what matches the lines of a section stderr.
func pattern(text string) *regexp.Regexp {
	var b strings.Builder
	b.WriteString(`\A`)
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) == "..." {
			b.WriteString(`(?:.*\n)*`)
			continue
		}
		b.WriteString(strings.ReplaceAll(regexp.QuoteMeta(line), `\*`, `.*`))
	}
	b.WriteString(`\z`)
	return regexp.MustCompile(b.String())
}

// shorten returns a text that can be shown.
func shorten(text string) string {
	const most = 1500
	if len(text) > most {
		return fmt.Sprintf("%s\n… and %d bytes more", text[:most], len(text)-most)
	}
	return text
}
