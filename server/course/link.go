package course

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// A fragment is a link to a heading. It is checked once all texts are read.
type fragment struct {
	folder string // of the lesson that it leads to
	id     string
	line   int
}

// link checks a link, and replaces the address of a lesson's file by that of its page.
// The address stays relative: a course can be served beneath any path.
func (t *text) link(n *ast.Link) {
	line, to := t.line(n), string(n.Destination)
	u, err := url.Parse(to)
	switch {
	case err != nil:
		t.mistake(line, "a broken link: %v", err)
	case to == "":
		t.mistake(line, "a link that leads nowhere: put its address between the parentheses")
	case u.Scheme == "https", u.Scheme == "http", u.Scheme == "mailto":
	case u.Scheme != "":
		t.mistake(line, "link %q: links are https:, http: and mailto:, to another lesson's file, or to a heading", to)
	case strings.HasPrefix(to, "/"):
		t.mistake(line, "link %q: a course may be served beneath any path, so a link to a lesson names its file, as ../03-gather/%s does", to, t.language.file())
	case u.Path == "":
		t.links = append(t.links, fragment{t.folder.dir, u.Fragment, line})
	default:
		t.relative(n, u)
	}
}

// relative replaces u, the address of a lesson's file, by that of the lesson's page.
func (t *text) relative(n *ast.Link, u *url.URL) {
	line := t.line(n)
	dir, file := path.Split(path.Join(t.folder.dir, u.Path))
	dir = strings.TrimSuffix(dir, "/")
	lesson, _, beneath := strings.Cut(dir, "/")
	var dirs []string
	for _, f := range t.folders {
		dirs = append(dirs, f.dir)
	}
	i := slices.Index(dirs, lesson)
	switch {
	case beneath && file == "main.go":
		t.unsure.snippets = true
		t.mistake(line, "a snippet, %q, is linked: a link to a snippet's main.go stands in a paragraph of its own, not in a sentence, a list or a quotation", u.Path)
		return
	case i < 0:
		t.mistake(line, "link %q: no lesson %q%s", u.Path, dir, meant(dir, dirs))
		return
	case beneath || file != t.language.file():
		t.mistake(line, "link %q: a link to a lesson leads to its %s", u.Path, t.language.file())
		return
	}
	if u.Fragment != "" {
		t.links = append(t.links, fragment{dir, u.Fragment, line})
	}
	to := url.URL{Path: "../" + t.folders[i].name + "/", Fragment: u.Fragment}
	n.Destination = []byte(to.String())
}

// checkFragments checks the links to headings; texts are by folder and language.
func (t *text) checkFragments(texts map[string]map[string]*text) {
	for _, link := range t.links {
		target := texts[link.folder][t.language.tag]
		if target == nil {
			continue // missing: a mistake already reported
		}
		var ids []string
		found := false
		for _, h := range target.headings {
			ids = append(ids, h.ID)
			found = found || h.ID == link.id
		}
		if !found {
			t.mistake(link.line, "no heading #%s in %s%s", link.id, target.file, meant(link.id, ids))
		}
	}
}
