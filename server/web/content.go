package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"path"

	"asynctour/server/course"
)

// content is all that pages are made of. It does not change: what the author
// changes makes a new one.
type content struct {
	course  *course.Course
	texts   map[string]map[string]string  // by language
	pages   map[string]*template.Template // by file: home, lesson, error
	favicon []byte
	entries map[string]string // of the site's manifest: "main.js" to "main-ABCD.js"
	wasm    struct {
		JS     map[string]string // by snippet: the file in js/
		Format string            // the formatter's file there
	}
	assets map[string]*asset // by name in the address
	tags   map[string]string // the pages' ETags, by the path beneath the base
}

// load reads what pages are made of and renders each of them once.
func load(c Config) (*content, error) {
	k := &content{course: c.Course, texts: map[string]map[string]string{}, tags: map[string]string{}}
	if err := readJSON(c.Assets, "manifest.json", &k.entries); err != nil {
		return nil, fmt.Errorf("scripts and styles: %w", err)
	}
	if err := readJSON(c.Wasm, "manifest.json", &k.wasm); err != nil {
		return nil, fmt.Errorf("programs: %w", err)
	}
	for _, entry := range []string{"main.js", "main.css", "worker.js"} {
		if k.entries[entry] == "" {
			return nil, fmt.Errorf("scripts and styles: no %s: %w", entry, errNotBuilt)
		}
	}
	for _, lang := range c.Course.Langs {
		var texts map[string]string
		if err := readJSON(c.Site, path.Join("text", lang+".json"), &texts); err != nil {
			return nil, fmt.Errorf("texts: %w", err)
		}
		k.texts[lang] = texts
	}
	var err error
	if k.favicon, err = fs.ReadFile(c.Site, "favicon.svg"); err != nil {
		return nil, err
	}
	if k.assets, err = findAssets(c.Assets, c.Wasm); err != nil {
		return nil, fmt.Errorf("assets: %w", err)
	}
	if err := k.parseTemplates(c); err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	if err := k.rehearse(c); err != nil {
		return nil, fmt.Errorf("render: %w", err)
	}
	return k, nil
}

// readJSON reads a file. That it is missing means that nothing was built.
func readJSON(fsys fs.FS, name string, value any) error {
	data, err := fs.ReadFile(fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return errNotBuilt
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, value); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}

// parseTemplates reads the templates. A page's file defines what layout.html
// calls; those of other pages define the same, so each page has its own set.
func (k *content) parseTemplates(c Config) error {
	functions := template.FuncMap{
		"asset": func(entry string) (string, error) {
			name, ok := k.entries[entry]
			if !ok {
				return "", fmt.Errorf("the site's manifest has no %q", entry)
			}
			return assetURL(c.Base, name), nil
		},
		"snippet": func(p Page, part course.Part) snippetPage { return snippetPage{p, part.Snippet, part.Caption} },
		"output":  markPlaceholders,
	}
	k.pages = map[string]*template.Template{}
	for _, page := range []string{"home.html", "lesson.html", "error.html"} {
		set, err := template.New("layout.html").Funcs(functions).Option("missingkey=error").
			ParseFS(c.Site, "templates/layout.html", "templates/snippet.html", "templates/"+page)
		if err != nil {
			return err
		}
		k.pages[page] = set
	}
	return nil
}

// rehearse renders every page, to find faults early and to know what it holds.
func (k *content) rehearse(c Config) error {
	for _, lang := range k.course.Langs {
		views := []view{{lang: lang, status: 404}, {lang: lang, status: 500}, {lang: lang}}
		for i := range k.course.Lessons[lang] {
			views = append(views, view{lang: lang, lesson: k.course.Lessons[lang][i]})
		}
		for _, v := range views {
			html, err := k.render(c, v, "nonce", "https://example.org")
			if err != nil {
				return err
			}
			if v.status == 0 {
				k.tags[v.path()] = tag(html)
			}
		}
	}
	return nil
}
