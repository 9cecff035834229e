package course

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A folder is the folder of a lesson.
type folder struct {
	dir      string // "03-gather"
	number   int
	name     string              // "gather"
	snippets map[string]*Snippet // by their folder's name
}

// names lists the folder's snippets.
func (f *folder) names() []string { return slices.Sorted(maps.Keys(f.snippets)) }

// scan lists the lessons' folders in order, with their snippets.
func scan(fsys fs.FS, m *mistakes) ([]*folder, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, fmt.Errorf("list lessons: %w", err)
	}
	form := regexp.MustCompile(`^(\d\d)-([a-z0-9]+(?:-[a-z0-9]+)*)$`)
	numbers, names := map[int]string{}, map[string]string{}
	var folders []*folder
	for _, e := range entries {
		if !e.IsDir() || hidden(e.Name()) {
			continue
		}
		parts := form.FindStringSubmatch(e.Name())
		if parts == nil {
			m.add(e.Name(), 0, "a lesson's folder is two digits, a hyphen and a name of a-z, 0-9 and hyphens, as 03-gather")
			continue
		}
		number, _ := strconv.Atoi(parts[1]) // two digits
		f := &folder{dir: e.Name(), number: number, name: parts[2], snippets: map[string]*Snippet{}}
		if other := numbers[f.number]; other != "" {
			m.add(f.dir, 0, "the number is that of %s, too", other)
		}
		if other := names[f.name]; other != "" {
			m.add(f.dir, 0, "the name is that of %s, too", other)
		}
		numbers[f.number], names[f.name] = f.dir, f.dir
		if err := f.scan(fsys, m); err != nil {
			return nil, err
		}
		folders = append(folders, f)
	}
	if len(folders) == 0 {
		m.add("", 0, "there is no lesson")
	}
	slices.SortFunc(folders, func(a, b *folder) int { return cmp.Compare(a.number, b.number) })
	return folders, nil
}

// hidden reports whether a file belongs to an editor or a tool, and not to the course.
func hidden(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_")
}

// scan reads the folder's snippets.
func (f *folder) scan(fsys fs.FS, m *mistakes) error {
	entries, err := fs.ReadDir(fsys, f.dir)
	if err != nil {
		return fmt.Errorf("list lesson: %w", err)
	}
	var texts []string
	for _, l := range languages() {
		texts = append(texts, l.file())
	}
	for _, e := range entries {
		name := e.Name()
		switch {
		case hidden(name), slices.Contains(texts, name):
		case !e.IsDir():
			m.add(path.Join(f.dir, name), 0, "no file of a lesson%s: there are %s, and a folder a snippet",
				meant(name, texts), strings.Join(texts, ", "))
		default:
			if f.snippets[name], err = readSnippet(fsys, f, name, m); err != nil {
				return err
			}
		}
	}
	return nil
}

// unshown reports the snippets that none of the lesson's texts shows.
func (f *folder) unshown(texts []*text, m *mistakes) {
	if len(texts) == 0 {
		return // a mistake already reported
	}
	for name, s := range f.snippets {
		isShown := func(t *text) bool {
			return slices.ContainsFunc(t.shown, func(s shown) bool { return s.name == name })
		}
		if !slices.ContainsFunc(texts, isShown) {
			m.add(s.Dir, 0, "no text shows this snippet: link its main.go in a paragraph of its own")
		}
	}
}
