package course

import (
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// A Snippet is a program in Go: with its original in Python and the output of both, or with
// an exercise.
type Snippet struct {
	ID         string            // "gather/three-tasks"
	Dir        string            // beneath the lessons' folder: "03-gather/three-tasks"
	Go         string            // the source, main.go
	Python     string            // the source, main.py
	Output     map[string]string // by place: "" is output.txt; "browser", "wasi" and "python" where they differ
	GoHTML     template.HTML     // the sources with their tokens in spans:
	PythonHTML template.HTML     // <pre class="code" …><code>…</code></pre>
	Exercise   *Exercise         // nil where there is nothing to solve; else there are no Python and no Output
}

// Want returns the output at a place: that of the place, else the common one.
func (s *Snippet) Want(place string) string {
	if output, ok := s.Output[place]; ok {
		return output
	}
	return s.Output[""]
}

// snippetFiles lists the names of the files of a snippet's folder, and the places of the
// outputs by file name.
func snippetFiles() (names []string, places map[string]string) {
	places = map[string]string{
		"output.txt":         "",
		"output.browser.txt": "browser",
		"output.wasi.txt":    "wasi",
		"output.python.txt":  "python",
	}
	return append(slices.Sorted(maps.Keys(places)), "main.go", "main.py"), places
}

// readSnippet reads the snippet in a folder.
func readSnippet(fsys fs.FS, f *folder, name string, m *mistakes) (*Snippet, error) {
	s := &Snippet{ID: f.name + "/" + name, Dir: path.Join(f.dir, name), Output: map[string]string{}}
	entries, err := fs.ReadDir(fsys, s.Dir)
	if err != nil {
		return nil, fmt.Errorf("list snippet: %w", err)
	}
	if isExercise(entries) {
		return s, errors.Join(readExercise(fsys, s, entries, m), s.highlighted())
	}
	names, places := snippetFiles()
	for _, e := range entries {
		file := path.Join(s.Dir, e.Name())
		if hidden(e.Name()) {
			continue
		}
		if !slices.Contains(names, e.Name()) {
			m.add(file, 0, "no file of a snippet%s: there are %s", meant(e.Name(), names), strings.Join(names, ", "))
			continue
		}
		content, err := fs.ReadFile(fsys, file)
		if err != nil {
			return nil, fmt.Errorf("read snippet: %w", err)
		}
		switch place, isOutput := places[e.Name()]; {
		case isOutput:
			checkOutput(file, string(content), m)
			s.Output[place] = string(content)
		case e.Name() == "main.go":
			s.Go = string(content)
		default:
			s.Python = string(content)
		}
		if path.Ext(e.Name()) != ".txt" {
			tooWide(string(content), 1, func(line int, format string, args ...any) {
				m.add(file, line, format, args...)
			})
		}
	}
	_, hasOutput := s.Output[""]
	for name, missing := range map[string]bool{"main.go": s.Go == "", "main.py": s.Python == "",
		"output.txt": !hasOutput} {
		if missing {
			m.add(path.Join(s.Dir, name), 0, "missing, or empty")
		}
	}
	return s, s.highlighted()
}
