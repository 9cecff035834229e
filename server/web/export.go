package web

import (
	"bytes"
	"fmt"
	"html/template"
	"iter"
	"maps"
	"path"
	"slices"
	"strings"

	"asynctour/server/accept"
)

// maxFile is the size in bytes of the largest file of the toolchain or of Python that Export
// writes: a little below the 25 MiB that Cloudflare Pages takes. A larger one is cut into
// parts of about the same size, and pages join them again (site/ts/load/parts.ts).
const maxFile = 24 << 20

// twinSuffix follows the name of a file's gzipped twin. It is not ".gz", which some hosts
// serve with a Content-Encoding.
const twinSuffix = ".z"

// Export writes the tour as plain files for any static host, without runs on the server.
// Large files have a gzipped twin, for hosts that do not compress. Beside the tour there
// are files for hosts that read them: _headers, and .nojekyll. Names are slash-separated
// and relative to the folder to serve at the base; the service worker is written last,
// since it names the rest.
//
// Run, Build, Classes, Server and Dev of the configuration are ignored.
func Export(c Config, write func(name string, content []byte) error) error {
	c.Run, c.Build, c.Classes, c.Server, c.Dev, c.twin = nil, nil, nil, false, nil, twinSuffix
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
	if err := write("_headers", []byte(hostHeaders(c.Base))); err != nil {
		return err
	}
	// GitHub Pages leaves out files whose names begin with "_" or ".", and everything that
	// looks like a template, where this file is not there.
	if err := write(".nojekyll", nil); err != nil {
		return err
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
		for part, content := range parts(name, content) {
			if err := write("assets/"+part, content); err != nil {
				return err
			}
			if !a.large() {
				continue
			}
			twin, err := a.twin(part == name, content)
			if err != nil {
				return fmt.Errorf("asset %s: %w", part, err)
			}
			if err := write("assets/"+part+twinSuffix, twin); err != nil {
				return err
			}
		}
	}
	return nil
}

// twin returns the twin of the asset, whole, or of a part of it with that content.
func (a *asset) twin(whole bool, content []byte) ([]byte, error) {
	if whole {
		return a.read(accept.Gzip) // made already, for its size
	}
	return encode(content, accept.Gzip)
}

// parts returns the files that an asset is written as, by their names: one, or as many as it
// takes for none to be larger than maxFile, "net-objects-1f0c….1.pack" first. Pages know the
// sizes of the files of the toolchain and of Python alone, so that no other file is cut.
func parts(name string, content []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		count := (len(content) + maxFile - 1) / maxFile
		if count <= 1 || !strings.HasPrefix(name, toolchainDir) && !strings.HasPrefix(name, pythonDir) {
			yield(name, content)
			return
		}
		ext := path.Ext(name)
		size := (len(content) + count - 1) / count
		n := 0
		for part := range slices.Chunk(content, size) {
			n++
			if !yield(fmt.Sprintf("%s.%d%s", strings.TrimSuffix(name, ext), n, ext), part) {
				return
			}
		}
	}
}

// large reports whether the asset has a twin: files that scripts fetch have one. The
// browser itself cannot load from a twin.
func (a *asset) large() bool {
	return slices.Contains([]string{".wasm", ".pack", ".zip"}, path.Ext(a.name))
}

func (k *content) exportPages(c Config, write func(name string, content []byte) error) error {
	nonce := k.release.ID // a constant: files do not change with each response
	for _, lang := range k.course.Langs {
		for _, v := range k.views(lang) {
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
