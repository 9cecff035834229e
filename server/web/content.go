package web

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"strings"

	"asynctour/server/course"
)

// content is all that pages are made of. It is immutable: a change by an author makes a
// new one.
type content struct {
	course    *course.Course
	texts     map[string]map[string]string      // by language
	pages     map[string]*template.Template     // by file: home, lesson, review, room, error
	files     map[string][]byte                 // by path beneath the base: favicon.svg, manifest.webmanifest, icons/…
	search    map[string]string                 // by language: the path of the file to search in
	exercises map[string]string                 // by snippet: the path of the file with its checks and a solution
	review    map[string]string                 // by language: the path of the file with what the review may ask
	packs     map[string]func() ([]byte, error) // by these paths: as small as brotli makes them, made once
	entries   map[string]string                 // of the site's manifest: "main.js" to "main-ABCD.js"
	wasm      programs
	features  *Features
	toolchain string            // the name of its description, "" if there is none
	python    string            // likewise
	packed    int64             // bytes of the files of both, compressed
	assets    map[string]*asset // by name in the address
	tags      map[string]string // the pages' ETags, by the path beneath the base
	release   release           // its ID is "" with Config.Dev, or without programs: such pages are not kept
	script    []byte            // of the service worker, with the release
}

// programs are what pages load of package wasm: its manifest.
type programs struct {
	JS   map[string]string // by snippet: the name of a file in js/
	Page map[string]string // by module that pages load beside them: the name of its file

	Zones string // the name of the file with Go's time zones, "" if there is none
}

// load reads the content of pages, and renders each page once.
func load(c Config) (*content, error) {
	k := &content{course: c.Course, texts: map[string]map[string]string{}}
	if err := readJSON(c.Assets, "manifest.json", &k.entries); err != nil {
		return nil, fmt.Errorf("scripts and styles: %w", err)
	}
	for _, entry := range []string{"main.js", "main.css", workerScript} {
		if k.entries[entry] == "" {
			return nil, fmt.Errorf("scripts and styles: no %s: %w", entry, errNotBuilt)
		}
	}
	for _, lang := range c.Course.Langs {
		var err error
		if k.texts[lang], err = readTexts(c.Site, lang); err != nil {
			return nil, fmt.Errorf("texts: %w", err)
		}
	}
	if err := k.readFiles(c); err != nil {
		return nil, err
	}
	if err := k.parseTemplates(c); err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	if err := k.readReview(c); err != nil {
		return nil, fmt.Errorf("review: %w", err)
	}
	if err := k.checkRooms(); err != nil {
		return nil, err
	}
	return k.offering(c, c.features())
}

// offering returns a copy of the content whose pages offer features.
func (k content) offering(c Config, features *Features) (*content, error) {
	k.features, k.packed, k.tags, k.release, k.wasm = features, 0, map[string]string{}, release{}, programs{}
	var err error
	if !features.Packing {
		if err := readJSON(c.Wasm, "manifest.json", &k.wasm); err != nil {
			return nil, fmt.Errorf("programs: %w", err)
		}
	}
	if k.toolchain, err = k.readDescription(features.Toolchain, toolchainDir); err != nil {
		return nil, fmt.Errorf("toolchain: %w", err)
	}
	if k.python, err = k.readDescription(c.Python, pythonDir); err != nil {
		return nil, fmt.Errorf("python: %w", err)
	}
	if k.assets, err = findAssets(c, features); err != nil {
		return nil, fmt.Errorf("assets: %w", err)
	}
	if err := k.rehearse(c); err != nil {
		return nil, fmt.Errorf("render: %w", err)
	}
	if k.script, err = k.worker(); err != nil {
		return nil, err
	}
	return &k, nil
}

// readDescription returns the name, with the prefix dir, of the description in fsys of
// the toolchain or of Python, and adds the sizes of its files to k.packed. The name is ""
// if fsys is nil.
func (k *content) readDescription(fsys fs.FS, dir string) (string, error) {
	if fsys == nil {
		return "", nil
	}
	var made struct{ Description string }
	if err := readJSON(fsys, "made.json", &made); err != nil {
		return "", err
	}
	var description struct{ Files []struct{ Packed int64 } }
	if err := readJSON(fsys, made.Description, &description); err != nil {
		return "", err
	}
	for _, f := range description.Files {
		k.packed += f.Packed
	}
	return dir + made.Description, nil
}

// readFiles reads the files that are served under their own names.
func (k *content) readFiles(c Config) error {
	k.files, k.packs = map[string][]byte{}, map[string]func() ([]byte, error){}
	names, err := fs.Glob(c.Site, "icons/*.png")
	if err != nil {
		return err
	}
	for _, name := range append(names, "favicon.svg") {
		if k.files[name], err = fs.ReadFile(c.Site, name); err != nil {
			return err
		}
	}
	if k.files["manifest.webmanifest"], err = k.appManifest(c); err != nil {
		return fmt.Errorf("manifest.webmanifest: %w", err)
	}
	if err := k.readExercises(); err != nil {
		return fmt.Errorf("exercises: %w", err)
	}
	return k.readSearch(c)
}

// readJSON reads a JSON file. If it is missing the error says that nothing was built.
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

// readTexts reads the texts in a language: of each part, of no part, and of templates
// alone.
func readTexts(site fs.FS, lang string) (map[string]string, error) {
	var files []string
	for _, folder := range []string{"parts/*", "text", "templates"} {
		found, err := fs.Glob(site, folder+"/"+lang+".json")
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	all := map[string]string{}
	for _, file := range files {
		var texts map[string]string
		if err := readJSON(site, file, &texts); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		for key, text := range texts {
			if _, ok := all[key]; ok {
				return nil, fmt.Errorf("%s: there is another text %q", file, key)
			}
			all[key] = text
		}
	}
	return all, nil
}

// parseTemplates reads the templates. Each page's file defines the same templates, which
// layout.html calls, so each page has a set of its own, with the templates of all parts.
func (k *content) parseTemplates(c Config) error {
	functions := template.FuncMap{
		"asset": func(entry string) (string, error) {
			name, ok := k.entries[entry]
			if !ok {
				return "", fmt.Errorf("the site's manifest has no %q", entry)
			}
			return assetURL(c.Base, name), nil
		},
		"snippet": func(p Page, part course.Part) snippetPage {
			return snippetPage{p, part.Snippet, part.Caption, part.Predict}
		},
		"next":        func(i int) int { return i + 1 },
		"quiz":        func(p Page, q *course.Quiz) quizPage { return quizPage{p, q} },
		"output":      markPlaceholders,
		"snippetIDs":  snippetIDs,
		"exerciseIDs": exerciseIDs,
		"predictions": predictions,
		"questions":   questions,
	}
	k.pages = map[string]*template.Template{}
	for _, page := range []string{"home.html", "lesson.html", "review.html", "room.html", "error.html"} {
		set, err := template.New("layout.html").Funcs(functions).Option("missingkey=error").
			ParseFS(c.Site, "templates/layout.html", "parts/*/*.html", "templates/"+page)
		if err != nil {
			return err
		}
		k.pages[page] = set
	}
	return nil
}

// rehearse renders every page, to find faults early, and for the hashes of pages.
func (k *content) rehearse(c Config) error {
	pages := map[string][]byte{}
	kept := c.Dev == nil && !k.features.Packing // half of a tour is not to be kept
	if kept {
		k.release.ID = "rehearsal"
	}
	for _, lang := range k.course.Langs {
		for _, v := range append(k.views(lang), view{lang: lang, status: 404}, view{lang: lang, status: 500}) {
			html, err := k.render(c, v, "nonce", cmp.Or(c.Origin, "https://example.org"))
			if err != nil {
				return err
			}
			if v.status == 0 {
				pages[v.path()] = html
			}
		}
		if c.Classes == nil {
			continue
		}
		for _, v := range rooms(lang) { // which nobody needs without a network: they are not of the release
			if _, err := k.render(c, v, "nonce", cmp.Or(c.Origin, "https://example.org")); err != nil {
				return err
			}
		}
	}
	if kept {
		var err error
		if k.release, err = k.newRelease(c, pages); err != nil {
			return err
		}
	}
	for path, html := range pages {
		k.tags[path] = tag(k.release.ID, html)
	}
	return nil
}

// snippetIDs returns the IDs of a lesson's snippets that are no exercises, with spaces between them.
func snippetIDs(l *course.Lesson) string {
	return ids(l, func(s *course.Snippet) bool { return s.Exercise == nil })
}

// exerciseIDs returns the IDs of a lesson's exercises, likewise.
func exerciseIDs(l *course.Lesson) string {
	return ids(l, func(s *course.Snippet) bool { return s.Exercise != nil })
}

func ids(l *course.Lesson, wanted func(*course.Snippet) bool) string {
	var all []string
	for _, p := range l.Parts {
		if p.Snippet != nil && wanted(p.Snippet) {
			all = append(all, p.Snippet.ID)
		}
	}
	return strings.Join(all, " ")
}

// predictions returns the IDs of the snippets about which a lesson asks, each with the version of
// what it asks, "gather/three-tasks:1a2b3c4d", with spaces between them.
func predictions(l *course.Lesson) string {
	var all []string
	for _, p := range l.Parts {
		if p.Predict != nil {
			all = append(all, p.Snippet.ID+":"+p.Predict.Version)
		}
	}
	return strings.Join(all, " ")
}

// questions returns the IDs of a lesson's questions, likewise.
func questions(l *course.Lesson) string {
	var all []string
	for _, p := range l.Parts {
		if p.Quiz != nil {
			all = append(all, p.Quiz.ID+":"+p.Quiz.Version)
		}
	}
	return strings.Join(all, " ")
}
