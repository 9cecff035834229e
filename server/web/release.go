package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"

	"asynctour/server/accept"
)

// A release is the pages of every language and the files that they load, except the
// toolchain and Python. The service worker keeps it for readers without a network: one
// release or another, never a mixture.
type release struct {
	ID    string        `json:"id"`   // changes whenever any file does; each page has it in its config
	Base  string        `json:"base"` // as in Config
	Twin  string        `json:"twin"` // the suffix of gzipped twins; "" if there are none
	Files []releaseFile `json:"files"`
}

// A releaseFile is a file of a release.
type releaseFile struct {
	Path  string `json:"path"`           // beneath the base: "en/gather/", "assets/main-ABCD.js"
	Bytes int64  `json:"bytes"`          // about as many as are fetched: compressed
	Hash  string `json:"hash,omitempty"` // as hash returns it; "" for a page, which has the release's ID
}

// bytes returns the size of all files, in bytes to fetch.
func (r release) bytes() int64 {
	var sum int64
	for _, f := range r.Files {
		sum += f.Bytes
	}
	return sum
}

// moduleHash matches the hash in the name of a file of package wasm: that of the module
// before compression.
var moduleHash = regexp.MustCompile(`-([0-9a-f]{16})\.wasm$`)

// newRelease returns the release of these pages, by path, and the rest of the content.
func (k *content) newRelease(c Config, pages map[string][]byte) (release, error) {
	r := release{Base: c.Base, Twin: c.twin}
	id := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		fmt.Fprintf(id, "%s %x\n", name, sha256.Sum256(pages[name]))
		packed, err := encode(pages[name], accept.Gzip)
		if err != nil {
			return release{}, err
		}
		r.Files = append(r.Files, releaseFile{Path: name, Bytes: int64(len(packed))})
	}
	for _, name := range slices.Sorted(maps.Keys(k.files)) {
		content := k.files[name]
		r.Files = append(r.Files, releaseFile{Path: name, Bytes: int64(len(content)), Hash: hash(content)})
	}
	for _, name := range slices.Sorted(maps.Keys(k.assets)) {
		if name == k.entries[workerScript] || isOptional(name) {
			continue
		}
		f, err := k.assets[name].releaseFile(c.twin != "")
		if err != nil {
			return release{}, fmt.Errorf("asset %s: %w", name, err)
		}
		f.Path = strings.TrimPrefix(assetURL("", name), "/")
		r.Files = append(r.Files, f)
	}
	for _, f := range r.Files[len(pages):] {
		fmt.Fprintln(id, f.Path, f.Hash)
	}
	r.ID = hex.EncodeToString(id.Sum(nil))[:16]
	return r, nil
}

// releaseFile returns the asset's entry in a release, without its path. static is for one
// on a plain host.
func (a *asset) releaseFile(static bool) (releaseFile, error) {
	encoding := accept.Identity
	switch {
	case static && a.large():
		encoding = accept.Gzip
	case !static && a.br:
		encoding = accept.Brotli
	}
	packed, size, err := a.open(encoding)
	if err != nil {
		return releaseFile{}, err
	}
	packed.Close()
	if match := moduleHash.FindStringSubmatch(a.name); match != nil {
		return releaseFile{Bytes: size, Hash: match[1]}, nil
	}
	content, err := a.make(accept.Identity) // without keeping it
	if err != nil {
		return releaseFile{}, err
	}
	return releaseFile{Bytes: size, Hash: hash(content)}, nil
}

// read returns the asset in an encoding.
func (a *asset) read(encoding string) ([]byte, error) {
	body, _, err := a.open(encoding)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	return io.ReadAll(body)
}

// hash returns the first hexadecimal digits of the content's SHA-256.
func hash(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:16])
}

// workerScript is the entry point of the service worker.
const workerScript = "sw.js"

// worker returns the service worker's script, preceded by the release to keep: a new
// release is a new script, and browsers update by comparing scripts. With Config.Dev the
// release is empty, and the service worker unregisters itself.
func (k *content) worker() ([]byte, error) {
	a := k.assets[k.entries[workerScript]]
	if a == nil {
		return nil, fmt.Errorf("scripts and styles: no %s: %w", k.entries[workerScript], errNotBuilt)
	}
	script, err := a.read(accept.Identity)
	if err != nil {
		return nil, err
	}
	kept := []byte("null")
	if k.release.ID != "" {
		if kept, err = json.Marshal(k.release); err != nil {
			return nil, err
		}
	}
	return slices.Concat([]byte("self.tourRelease="), kept, []byte(";\n"), script), nil
}

// releaseFileName is the name of a file with the id of the release: a page that misses a
// file compares it with its own.
const releaseFileName = "release.json"

// idFile returns the content of that file.
func (r release) idFile() string {
	return fmt.Sprintf("{\"id\": %q}\n", r.ID)
}

// releaseID serves /release.json.
func (s *server) releaseID(w http.ResponseWriter, _ *http.Request) {
	if k := s.current(w); k != nil {
		writeText(w, "application/json", "no-cache", k.release.idFile())
	}
}

// serviceWorker serves /sw.js.
func (s *server) serviceWorker(w http.ResponseWriter, r *http.Request) {
	k := s.current(w)
	if k == nil {
		return
	}
	h := w.Header()
	h.Set("Content-Type", contentType(workerScript))
	h.Set("Content-Security-Policy", workerPolicy)
	h.Set("Cache-Control", revalidate)
	h.Set("Vary", "Accept-Encoding")
	s.writeCompressed(w, r, http.StatusOK, k.script)
}

// app serves a file of the installable app.
func (s *server) app(w http.ResponseWriter, r *http.Request) {
	k := s.current(w)
	if k == nil {
		return
	}
	name := strings.TrimPrefix(r.URL.Path, s.config.Base)
	content, ok := k.files[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	writeText(w, contentType(path.Base(name)), "public, max-age=86400", string(content))
}

// appManifest returns the web app manifest: the tour's name in every language, icons and
// colours.
func (k *content) appManifest(c Config) ([]byte, error) {
	type icon struct {
		Src     string `json:"src"`
		Sizes   string `json:"sizes"`
		Type    string `json:"type"`
		Purpose string `json:"purpose"`
	}
	var names []string
	for _, lang := range k.course.Langs {
		names = append(names, k.texts[lang]["site"])
	}
	return json.MarshalIndent(struct {
		Name       string `json:"name"`
		ShortName  string `json:"short_name"`
		ID         string `json:"id"`
		StartURL   string `json:"start_url"`
		Scope      string `json:"scope"`
		Display    string `json:"display"`
		Theme      string `json:"theme_color"`
		Background string `json:"background_color"`
		Icons      []icon `json:"icons"`
	}{
		strings.Join(names, " · "), names[0], c.Base, c.Base, c.Base, "standalone", "#fcfbf8", "#fcfbf8",
		[]icon{
			{c.Base + "icons/icon-192.png", "192x192", "image/png", "any"},
			{c.Base + "icons/icon-512.png", "512x512", "image/png", "any"},
			{c.Base + "icons/maskable-512.png", "512x512", "image/png", "maskable"},
			{c.Base + "favicon.svg", "any", "image/svg+xml", "any"},
		},
	}, "", "\t")
}
