package vet

import (
	"fmt"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"asynctour/lessons"
	"asynctour/server/play"
)

// around is a program around the bodies of testdata/remarks.txtar, which stand in place of BODY.
const around = `package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

var (
	_ context.Context
	_ fmt.Stringer
	_ log.Logger
	_ os.File
	_ sync.Mutex
	_ atomic.Int64
	_ time.Time
)

func wrap(format string, args ...any) { fmt.Printf(format, args...) }

func fail() { os.Exit(1) }

func main() {}

func body() {
BODY
}
`

// TestCheck looks at the remarks about the bodies of testdata/remarks.txtar.
func TestCheck(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/remarks.txtar")
	if err != nil {
		t.Fatal(err)
	}
	imported := importing(t, "context", "fmt", "log", "os", "sync", "sync/atomic", "time")
	for _, file := range archive.Files {
		t.Run(file.Name, func(t *testing.T) {
			source := strings.Replace(around, "BODY", strings.TrimSpace(string(file.Data)), 1)
			var got, want []string
			for i, line := range strings.Split(source, "\n") {
				if _, remarks, ok := strings.Cut(line, " //@ "); ok {
					for remark := range strings.SplitSeq(remarks, " | ") {
						want = append(want, fmt.Sprintf("%d:%s", i+1, remark))
					}
				}
			}
			for _, r := range check(map[string]string{"main.go": source}, imported) {
				got = append(got, fmt.Sprintf("%d:%d: %s", r.Line, r.Column, r.Message+r.Key))
			}
			if !slices.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

// TestFiles checks that files are one program, and that a remark says in which of them it is.
func TestFiles(t *testing.T) {
	imported := importing(t, "fmt")
	got := Check(map[string]string{
		"main.go": "package main\n\nfunc main() { report(\"%d\", \"a\") }\n",
		"a.go": "package main\n\nimport \"fmt\"\n\n" +
			"func report(format string, args ...any) { fmt.Printf(format, args...) }\n",
	}, imported)
	want := []Remark{{"main.go", 3, 23, "main.report format %d has arg \"a\" of wrong type string", ""}}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	many := "package main\n\nimport \"fmt\"\n\nfunc main() {\n" + strings.Repeat("\tfmt.Sprint()\n", 2*maxRemarks) + "}\n"
	if got := Check(map[string]string{"main.go": many}, imported); len(got) != maxRemarks {
		t.Errorf("got %d remarks, want %d", len(got), maxRemarks)
	}
}

// TestLessons checks that there is no remark about a program of the lessons.
func TestLessons(t *testing.T) {
	programs := map[string]map[string]string{}
	names, err := fs.Glob(lessons.FS, "*/*/main.go")
	if err != nil || len(names) == 0 {
		t.Fatalf("found %d programs: %v", len(names), err)
	}
	for _, name := range names {
		source, err := fs.ReadFile(lessons.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		programs[name] = map[string]string{"main.go": string(source)}
	}
	imported := importing(t, importsOf(t, programs)...)
	for name, files := range programs {
		if typeCheck(files, imported) == nil {
			t.Errorf("%s does not compile", name)
		}
		for _, r := range check(files, imported) {
			t.Errorf("%s:%d:%d: %s", name, r.Line, r.Column, r.Message+r.Key)
		}
	}
}

// TestPrograms checks that no check breaks on the programs that are played in all places.
func TestPrograms(t *testing.T) {
	names, err := fs.Glob(os.DirFS("../../server/programs/testdata"), "*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("found %d programs: %v", len(names), err)
	}
	programs := map[string]map[string]string{}
	for _, name := range names {
		archive, err := txtar.ParseFile(path.Join("../../server/programs/testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		programs[name] = map[string]string{}
		for _, file := range archive.Files {
			if strings.HasSuffix(file.Name, ".go") {
				programs[name][file.Name] = string(file.Data)
			}
		}
	}
	imported := importing(t, importsOf(t, programs)...)
	compiled := 0
	for name, files := range programs {
		if typeCheck(files, imported) != nil {
			compiled++
		}
		for _, r := range check(files, imported) {
			t.Logf("%s: %s:%d:%d: %s", name, r.File, r.Line, r.Column, r.Message+r.Key)
		}
	}
	if compiled < len(programs)/2 {
		t.Errorf("of %d programs only %d compile", len(programs), compiled)
	}
}

// TestSentences checks that the keys of remarks have sentences.
func TestSentences(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		if play.Message(lang, keyDefer) == "" {
			t.Errorf("%s has no sentence in %s", keyDefer, lang)
		}
	}
}

// importsOf returns the paths that programs import, those apart that nothing can import.
func importsOf(t *testing.T, programs map[string]map[string]string) []string {
	t.Helper()
	paths := map[string]bool{}
	for _, files := range programs {
		for _, source := range files {
			file, err := parser.ParseFile(token.NewFileSet(), "", source, parser.ImportsOnly)
			if err != nil {
				continue
			}
			for _, spec := range file.Imports {
				if path, err := strconv.Unquote(spec.Path.Value); err == nil && path != "C" && path != "syscall/js" {
					paths[path] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(paths))
}

// importing returns an importer of this computer's own export data of packages.
func importing(t *testing.T, packages ...string) types.Importer {
	t.Helper()
	args := append([]string{"list", "-e", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}"}, packages...)
	out, err := exec.Command("go", args...).Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	files := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		files[path] = file
	}
	return importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) {
		file, ok := files[path]
		if !ok {
			return nil, fmt.Errorf("no package %q", path)
		}
		return os.Open(file)
	})
}
