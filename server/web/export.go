package web

import (
	"bytes"
	"fmt"
	"html/template"
	"maps"
	"path"
	"slices"

	"asynctour/server/accept"
	"asynctour/server/course"
)

// twinSuffix follows the name of a file's gzipped twin. It is not ".gz", which some hosts
// serve with a Content-Encoding.
const twinSuffix = ".z"

// Export writes the tour as plain files for any static host, without runs on the server.
// Large files have a gzipped twin, for hosts that do not compress. Names are
// slash-separated and relative to the folder to serve at the base; the service worker is
// written last, since it names the rest.
//
// Run, Build, Server and Dev of the configuration are ignored.
func Export(c Config, write func(name string, content []byte) error) error {
	c.Run, c.Build, c.Server, c.Dev, c.twin = nil, nil, false, nil, twinSuffix
	if err := c.setAddress(); err != nil {
		return err
	}
	k, err := load(c)
	if err != nil {
		return err
	}
	if err := k.exportAssets(write); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(k.files)) {
		if err := write(name, k.files[name]); err != nil {
			return err
		}
	}
	if err := k.exportPages(c, write); err != nil {
		return err
	}
	if err := write("robots.txt", []byte(robots(c.Origin, c.Base))); err != nil {
		return err
	}
	if c.Origin != "" {
		if err := write("sitemap.xml", []byte(k.sitemap(c.Origin+c.Base))); err != nil {
			return err
		}
	}
	if err := write(releaseFileName, []byte(k.release.idFile())); err != nil {
		return err
	}
	return write(workerScript, k.script)
}

func (k *content) exportAssets(write func(name string, content []byte) error) error {
	for _, name := range slices.Sorted(maps.Keys(k.assets)) {
		a := k.assets[name]
		if name == k.entries[workerScript] {
			continue // written as sw.js
		}
		content, err := a.make(accept.Identity) // without keeping it
		if err != nil {
			return fmt.Errorf("asset %s: %w", name, err)
		}
		if err := write("assets/"+name, content); err != nil {
			return err
		}
		if !a.large() {
			continue
		}
		twin, err := a.read(accept.Gzip)
		if err != nil {
			return fmt.Errorf("asset %s: %w", name, err)
		}
		if err := write("assets/"+name+twinSuffix, twin); err != nil {
			return err
		}
	}
	return nil
}

// large reports whether the asset has a twin: files that scripts fetch have one. The
// browser itself cannot load from a twin.
func (a *asset) large() bool {
	return slices.Contains([]string{".wasm", ".pack", ".zip"}, path.Ext(a.name))
}

func (k *content) exportPages(c Config, write func(name string, content []byte) error) error {
	nonce := k.release.ID // a constant: files do not change with each response
	for _, lang := range k.course.Langs {
		for _, lesson := range append([]*course.Lesson{nil}, k.course.Lessons[lang]...) {
			v := view{lang: lang, lesson: lesson}
			html, err := k.render(c, v, nonce, c.Origin)
			if err != nil {
				return err
			}
			if err := write(v.path()+"index.html", html); err != nil {
				return err
			}
		}
	}
	html, err := k.render(c, view{lang: k.course.Langs[0], status: 404}, nonce, "")
	if err != nil {
		return err
	}
	if err := write("404.html", html); err != nil {
		return err
	}
	if html, err = k.rootPage(c, nonce); err != nil {
		return err
	}
	return write("index.html", html)
}

// rootPage returns a page that redirects to the home in the reader's language, as a
// server does by a status.
func (k *content) rootPage(c Config, nonce string) ([]byte, error) {
	page, err := template.ParseFS(c.Site, "templates/root.html")
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	type home struct{ Lang, Address, Name string }
	data := struct {
		Base, Nonce string
		Homes       []home
	}{Base: c.Base, Nonce: nonce}
	for _, lang := range k.course.Langs {
		data.Homes = append(data.Homes, home{lang, c.Base + lang + "/", k.texts[lang]["site"]})
	}
	var b bytes.Buffer
	if err := page.Execute(&b, data); err != nil {
		return nil, fmt.Errorf("render: %w", err)
	}
	return b.Bytes(), nil
}
