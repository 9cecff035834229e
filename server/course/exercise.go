package course

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"html/template"
	"io/fs"
	"path"
	"slices"
	"strings"

	"asynctour/wasm/testmain"
)

// An Exercise is what a snippet has that a reader is to change until its checks pass. The
// snippet's own source is the start. The texts are in the language of the lesson whose Part
// has the snippet; those of Course.Snippets have none.
type Exercise struct {
	Text        template.HTML   // the task
	Checks      []Check         // in the order in which check_test.go declares them
	Hints       []template.HTML // to be shown one after the other
	Solution    string          // the source, solution/main.go
	CheckSource string          // check_test.go
	Version     string          // a hash of the checks: verdicts of the same version are comparable
	Wrong       []Wrong         // programs that the checks must not pass, by name
}

// A Check is one of an exercise's checks.
type Check struct {
	Name string        // "TestPeak"
	Text template.HTML // what it holds a program to
}

// A Wrong is a mistake that readers make, as a program.
type Wrong struct {
	Name  string   // of its folder, in the exercise's folder wrong/
	Go    string   // the source, main.go
	Fails []string // the names of the checks that it must fail, in order
}

// Names returns the names of the checks.
func (e *Exercise) Names() []string {
	var names []string
	for _, c := range e.Checks {
		names = append(names, c.Name)
	}
	return names
}

// The files of an exercise beside its main.go.
const (
	checkFile    = "check_test.go"
	solutionFile = "solution/main.go"
	wrongDir     = "wrong"
)

const (
	leastWrong = 2 // programs that the checks are tried with
	leastHints = 2
)

// isExercise reports whether a folder is an exercise's: one of its entries is that of no other snippet.
func isExercise(entries []fs.DirEntry) bool {
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		return e.Name() == checkFile || e.Name() == path.Dir(solutionFile) || e.Name() == wrongDir
	})
}

// readExercise reads the exercise in the folder of s, which has the entries.
func readExercise(fsys fs.FS, s *Snippet, entries []fs.DirEntry, m *mistakes) error {
	e := &Exercise{}
	s.Exercise = e
	known := []string{"main.go", checkFile, path.Dir(solutionFile), wrongDir}
	for _, entry := range entries {
		if name := entry.Name(); !hidden(name) && !slices.Contains(known, name) {
			m.add(path.Join(s.Dir, name), 0, "no file of an exercise%s: there are %s", meant(name, known),
				strings.Join(known, ", "))
		}
	}
	var err error
	for file, source := range map[string]*string{"main.go": &s.Go, checkFile: &e.CheckSource} {
		if *source, err = readSource(fsys, path.Join(s.Dir, file), m); err != nil {
			return err
		}
	}
	if e.Solution, err = readMain(fsys, path.Join(s.Dir, solutionFile), m); err != nil {
		return err
	}
	for file, source := range map[string]string{"main.go": s.Go, solutionFile: e.Solution} {
		tooWide(source, 1, func(line int, format string, args ...any) {
			m.add(path.Join(s.Dir, file), line, format, args...)
		})
	}
	sum := sha256.Sum256([]byte(e.CheckSource))
	e.Version = hex.EncodeToString(sum[:6])
	e.readChecks(path.Join(s.Dir, checkFile), m)
	return e.readWrong(fsys, path.Join(s.Dir, wrongDir), m)
}

// readChecks finds the checks in the source of check_test.go.
func (e *Exercise) readChecks(file string, m *mistakes) {
	if e.CheckSource == "" {
		return // missing: a mistake already reported
	}
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, checkFile, e.CheckSource, parser.SkipObjectResolution)
	if err != nil {
		var list scanner.ErrorList
		if errors.As(err, &list) {
			m.add(file, list[0].Pos.Line, "%s", list[0].Msg)
		}
		return
	}
	line := func(n ast.Node) int { return fset.Position(n.Pos()).Line }
	if parsed.Name.Name != "main" {
		m.add(file, line(parsed.Name), "package %s: checks are of package main, as the program is", parsed.Name.Name)
	}
	names, wrong := testmain.Checks(checkFile, e.CheckSource)
	for _, item := range wrong {
		m.add(file, item.Line, "%s", item.Message)
	}
	for _, name := range names {
		e.Checks = append(e.Checks, Check{Name: name})
	}
	if len(e.Checks) == 0 && len(wrong) == 0 {
		m.add(file, 0, "there is no check: one is func TestPeak(t *testing.T)")
	}
}

// readWrong reads the wrong programs of the folder dir.
func (e *Exercise) readWrong(fsys fs.FS, dir string, m *mistakes) error {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("list wrong programs: %w", err)
	}
	n := 0
	for _, entry := range entries {
		name := entry.Name()
		file := path.Join(dir, name, "main.go")
		if hidden(name) {
			continue
		}
		if !entry.IsDir() {
			m.add(path.Join(dir, name), 0, "a wrong program has a folder, in it main.go")
			continue
		}
		n++
		w := Wrong{Name: name}
		if w.Go, err = readMain(fsys, file, m); err != nil {
			return err
		}
		if w.Go != "" {
			w.Fails = e.failsOf(file, w.Go, m)
		}
		e.Wrong = append(e.Wrong, w)
	}
	if n < leastWrong {
		m.add(dir, 0, "%d wrong programs: it takes %d at least to find checks that let mistakes pass", n, leastWrong)
	}
	return nil
}

// readMain reads a file that is all of its folder.
func readMain(fsys fs.FS, file string, m *mistakes) (string, error) {
	entries, err := fs.ReadDir(fsys, path.Dir(file))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("list programs of an exercise: %w", err)
	}
	for _, entry := range entries {
		if name := entry.Name(); !hidden(name) && name != path.Base(file) {
			m.add(path.Join(path.Dir(file), name), 0,
				"beside a main.go of an exercise's solution and wrong programs there is nothing")
		}
	}
	return readSource(fsys, file, m)
}

// readSource reads a file. One that is missing is an author's mistake.
func readSource(fsys fs.FS, file string, m *mistakes) (string, error) {
	content, err := fs.ReadFile(fsys, file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("read exercise: %w", err)
	}
	if len(content) == 0 {
		m.add(file, 0, "missing, or empty")
	}
	unwritten(file, string(content), m)
	return string(content), nil
}

// failsOf reads the first line of a wrong program. It returns nil if that has a mistake.
func (e *Exercise) failsOf(file, source string, m *mistakes) []string {
	first, _, _ := strings.Cut(source, "\n")
	list, ok := strings.CutPrefix(strings.TrimSpace(first), "// fails: ")
	if !ok {
		m.add(file, 1, "the first line of a wrong program names the checks that it fails, as // fails: TestPeak, TestTime")
		return nil
	}
	fails := map[string]bool{}
	for name := range strings.SplitSeq(list, ",") {
		name = strings.TrimSpace(name)
		if !slices.Contains(e.Names(), name) && len(e.Checks) > 0 {
			m.add(file, 1, "there is no check %q%s", name, meant(name, e.Names()))
			return nil
		}
		if fails[name] {
			m.add(file, 1, "the check %s is named twice", name)
		}
		fails[name] = true
	}
	return slices.DeleteFunc(e.Names(), func(name string) bool { return !fails[name] })
}

// unlike returns how the names that a text lists differ from those of check_test.go; "" if they do not.
func (e *Exercise) unlike(listed []string) string {
	names := e.Names()
	i := difference(listed, names, func(a, b string) bool { return a == b })
	switch {
	case i < 0:
		return ""
	case i < len(listed) && !slices.Contains(names, listed[i]):
		return fmt.Sprintf("no check %q in %s%s", listed[i], checkFile, meant(listed[i], names))
	case i < len(listed) && slices.Contains(listed[:i], listed[i]):
		return fmt.Sprintf("the check %s is listed twice", listed[i])
	case !slices.Contains(listed, names[min(i, len(names)-1)]):
		return fmt.Sprintf("the check %s of %s is not listed", names[min(i, len(names)-1)], checkFile)
	}
	return fmt.Sprintf("the checks are listed in another order than in %s: %s", checkFile, strings.Join(names, ", "))
}

// highlighted adds what a page shows of the snippet's sources.
func (s *Snippet) highlighted() error {
	var errGo, errPython error
	s.GoHTML, errGo = highlight("go", s.Go)
	if s.Python != "" {
		s.PythonHTML, errPython = highlight("python", s.Python)
	}
	return errors.Join(errGo, errPython)
}
