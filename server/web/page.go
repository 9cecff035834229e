package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"regexp"
	"slices"
	"strings"

	"asynctour/server/course"
	"asynctour/server/play"
)

// A Page is what a template gets.
type Page struct {
	Lang, Other        string            // this page's language, and the other
	Path               string            // beneath the language: "" for home, "gather/" for a lesson, "review/"
	Base               string            // what every link begins with: {{.Base}}{{.Lang}}/{{.Path}}
	Origin             string            // "https://example.org", for links that have to be absolute; "" if it is not known
	T                  map[string]string // the texts in Lang: {{.T.run}}
	Lessons            []*course.Lesson  // all of them, in Lang
	Lesson, Prev, Next *course.Lesson    // nil where there is none
	Status             int               // of an error's page: 404 or 500; else 0
	Nonce              string            // of this response, for the styles that scripts add
	Config             template.JS       // JSON for the page's scripts
	Server             bool              // whether programs can run on the server
	Python             bool              // whether the asyncio originals run
	Race               bool              // whether the server can look for data races
	Coming             bool              // whether the programs are still being packed
	CSS, JS            string            // addresses
	Policy             string            // of a page that no server sends, to stand in it; else ""
	Review             string            // the address of what the review may ask, on its own page; else ""
	Room               string            // of a class's page: its kind; else ""
	RoomID             string            // the code of the class, or its ID
	Classes            bool              // whether there are classes
	OfflineMB          int64             // what a reader fetches to do without a network, in megabytes; 0 where that cannot be
}

// A snippetPage is what the template of a snippet gets.
type snippetPage struct {
	Page
	Snippet *course.Snippet
	Caption template.HTML
	Predict *course.Prediction // nil where nothing is asked
}

// A quizPage is what the template of a question gets.
type quizPage struct {
	Page
	Quiz *course.Quiz
}

// A sidePage is what the templates get for one of a snippet's two programs.
type sidePage struct {
	snippetPage
	Side string // "go" or "python"
	ID   string // of its element
	Code template.HTML
	Runs bool
}

// Side returns what the templates get for the snippet's program of a side.
func (p snippetPage) Side(name string) sidePage {
	side := sidePage{snippetPage: p, Side: name, ID: p.Snippet.ID + "-" + name, Code: p.Snippet.GoHTML, Runs: true}
	if name == "python" {
		side.Code, side.Runs = p.Snippet.PythonHTML, p.Python
	}
	return side
}

// A view says which page it is: an error's, a lesson's, the review's, a class's, or else the home.
type view struct {
	lang   string
	lesson *course.Lesson
	review bool
	room   room
	status int
}

// views returns the pages of a language.
func (k *content) views(lang string) []view {
	views := []view{{lang: lang}, {lang: lang, review: true}}
	for _, lesson := range k.course.Lessons[lang] {
		views = append(views, view{lang: lang, lesson: lesson})
	}
	return views
}

// lessons returns the lessons whose programs a page may run: its own, or all of them for the teacher of a class.
func (k *content) lessons(v view) []*course.Lesson {
	switch {
	case v.lesson != nil:
		return []*course.Lesson{v.lesson}
	case v.room.kind == "class" || v.room.kind == "projector":
		return k.course.Lessons[v.lang]
	}
	return nil
}

// path returns the page's address beneath the base.
func (v view) path() string {
	switch {
	case v.room.kind != "":
		return v.lang + "/" + v.room.path()
	case v.lesson != nil:
		return v.lang + "/" + v.lesson.Name + "/"
	case v.review:
		return v.lang + "/" + reviewDir
	}
	return v.lang + "/"
}

// render renders a page for a response of that nonce.
func (k *content) render(c Config, v view, nonce, origin string) ([]byte, error) {
	p := Page{
		Lang: v.lang, Base: c.Base, Origin: origin, T: k.texts[v.lang],
		Lessons: k.course.Lessons[v.lang], Lesson: v.lesson,
		Status: v.status, Nonce: nonce, Server: c.Server, Race: k.features.Race, Python: k.python != "",
		Coming: k.features.Packing, OfflineMB: k.offlineMB(), Classes: c.Classes != nil,
		CSS: assetURL(c.Base, k.entries["main.css"]), JS: assetURL(c.Base, k.entries["main.js"]),
	}
	if c.twin != "" {
		p.Policy = documentPolicy(nonce, "")
	}
	for _, lang := range k.course.Langs {
		if lang != v.lang {
			p.Other = lang
		}
	}
	template := "home.html"
	switch {
	case v.status != 0:
		template = "error.html"
	case v.room.kind != "":
		template = "room.html"
		p.Path, p.Room, p.RoomID = v.room.path(), v.room.kind, v.room.id
	case v.review:
		template = "review.html"
		p.Path, p.Review = reviewDir, c.Base+k.review[v.lang]
	case v.lesson != nil:
		template = "lesson.html"
		p.Path = v.lesson.Name + "/"
		i := slices.Index(p.Lessons, v.lesson)
		if i > 0 {
			p.Prev = p.Lessons[i-1]
		}
		if i+1 < len(p.Lessons) {
			p.Next = p.Lessons[i+1]
		}
	}
	var err error
	if p.Config, err = k.config(c, v); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := k.pages[template].Execute(&b, p); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// config returns what the page's scripts are told, as JSON.
func (k *content) config(c Config, v view) (template.JS, error) {
	type assets struct {
		Workers   map[string]string `json:"workers"` // by trade
		Source    string            `json:"source"`  // "" while it is coming, like the next two
		Complete  string            `json:"complete"`
		Trace     string            `json:"trace"`
		Zones     string            `json:"zones"`     // Go's time zones; "" where there are none
		Toolchain string            `json:"toolchain"` // its description; "" where there is none
		Python    string            `json:"python"`    // likewise
	}
	optional := func(name string) string {
		if name == "" {
			return ""
		}
		return assetURL(c.Base, name)
	}
	loaded := assets{
		Workers: map[string]string{},
		Source:  optional(k.wasm.Page["source"]), Complete: optional(k.wasm.Page["complete"]),
		Trace: optional(k.wasm.Page["trace"]), Zones: optional(k.wasm.Zones),
		Toolchain: optional(k.toolchain), Python: optional(k.python),
	}
	for entry, name := range k.entries {
		if trade, ok := strings.CutPrefix(entry, "worker/"); ok {
			loaded.Workers[strings.TrimSuffix(trade, ".js")] = assetURL(c.Base, name)
		}
	}
	modules := map[string]string{}
	for _, lesson := range k.lessons(v) {
		for _, part := range lesson.Parts {
			if part.Snippet == nil {
				continue
			}
			if name, ok := k.wasm.JS[part.Snippet.ID]; ok {
				modules[part.Snippet.ID] = assetURL(c.Base, name)
			}
		}
	}
	asked := ""
	if c.Classes != nil {
		asked = c.Base + k.review[v.lang]
	}
	data, err := json.Marshal(struct {
		Lang      string            `json:"lang"`
		Base      string            `json:"base"`
		Server    bool              `json:"server"`
		Race      bool              `json:"race"`   // whether the server can look for data races
		Builds    bool              `json:"builds"` // whether the server builds what readers have edited
		Coming    bool              `json:"coming"` // whether the programs are still being packed
		Dev       bool              `json:"dev"`
		Release   string            `json:"release"` // "" for an author's
		Packed    string            `json:"packed"`  // as in release.Twin
		Search    string            `json:"search"`  // the address of the file to search in
		Assets    assets            `json:"assets"`
		Wasm      map[string]string `json:"wasm"`      // by the ID of the page's snippets
		Exercises map[string]string `json:"exercises"` // likewise: what they keep back
		Limits    runLimits         `json:"limits"`
		Asked     string            `json:"asked,omitempty"` // the address of what a class may be asked, where there are classes
	}{
		v.lang, c.Base, c.Server, k.features.Race, k.features.Builds, k.features.Packing, c.Dev != nil, k.release.ID, c.twin,
		c.Base + k.search[v.lang],
		loaded,
		modules,
		k.exerciseURLs(c, v),
		limitsOf(c.Limits),
		asked,
	})
	if err != nil {
		return "", fmt.Errorf("config of %s: %w", v.path(), err)
	}
	return template.JS(data), nil
}

// offlineMB returns what there is to fetch for a reader who wants to do without a
// network, in megabytes.
func (k *content) offlineMB() int64 {
	if k.release.ID == "" {
		return 0
	}
	return 1 + (k.release.bytes()+k.packed)/1e6
}

// tag returns a weak ETag: responses of the same page differ in their nonces.
func tag(release string, html []byte) string {
	sum := sha256.Sum256(append([]byte(release), html...))
	return `W/"` + hex.EncodeToString(sum[:12]) + `"`
}

// placeholder is what varies in an output file, as package course has it.
var placeholder = regexp.MustCompile(`‹[^‹›]*›`)

// markPlaceholders returns an output file as HTML, in which what varies from run
// to run is marked and has the title.
func markPlaceholders(output, title string) template.HTML {
	var b strings.Builder
	end := 0
	for _, at := range placeholder.FindAllStringIndex(output, -1) {
		b.WriteString(template.HTMLEscapeString(output[end:at[0]]))
		fmt.Fprintf(&b, `<span class="varies" title="%s">%s</span>`, template.HTMLEscapeString(title), template.HTMLEscapeString(output[at[0]:at[1]]))
		end = at[1]
	}
	b.WriteString(template.HTMLEscapeString(output[end:]))
	return template.HTML(b.String())
}

// runLimits is what a run in a page may use, in milliseconds and bytes.
type runLimits struct {
	Source      int   `json:"source"`
	Files       int   `json:"files"`
	Wall        int64 `json:"wall"`
	Memory      int64 `json:"memory"`
	Output      int   `json:"output"`
	Build       int64 `json:"build"`
	BuildMemory int64 `json:"buildMemory"`
	Binary      int64 `json:"binary"`
	Trace       int   `json:"trace"`
}

// slowBuild is how many times as long as on the server a build in a page may
// take: a phone needs that.
const slowBuild = 3

// limitsOf returns what a run in a page may use where a server has these limits.
func limitsOf(l play.Limits) runLimits {
	return runLimits{
		Source: l.Source, Files: l.Files,
		Wall: l.Wall.Milliseconds(), Memory: l.Memory, Output: l.Output,
		Build: slowBuild * l.BuildTime.Milliseconds(), BuildMemory: l.BuildMemory, Binary: l.Binary,
		Trace: play.MaxTrace,
	}
}
