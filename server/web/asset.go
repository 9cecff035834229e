package web

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/andybalholm/brotli"

	"asynctour/server/accept"
)

// An asset is a file whose name has a hash of its content, and which therefore never
// changes. Its folder has it plain, brotli-compressed with ".br" after its name, or both.
type asset struct {
	fsys        fs.FS
	name        string // the path in fsys, without ".br"
	plain, br   bool   // which of the two the folder has
	contentType string

	mu   sync.Mutex
	made map[string][]byte // by encoding: contents in encodings that the folder does not have
}

// assetURL returns the address of an asset.
func assetURL(base, name string) string { return base + "assets/" + name }

// Prefixes of the names of optional assets, which pages load on demand: the toolchain's,
// and Python's.
const (
	toolchainDir = "toolchain/"
	pythonDir    = "python/"
)

// findAssets lists the assets by name: the files of the site's dist, those of package
// wasm's dist for pages, and those of the toolchain and of Python, if there are any.
func findAssets(c Config, features *Features) (map[string]*asset, error) {
	type place struct {
		fsys        fs.FS
		dir, prefix string
	}
	places := []place{{c.Assets, ".", ""}}
	if !features.Packing {
		places = append(places, place{c.Wasm, "js", ""})
	}
	if features.Toolchain != nil {
		places = append(places, place{features.Toolchain, ".", toolchainDir})
	}
	if c.Python != nil {
		places = append(places, place{c.Python, ".", pythonDir})
	}
	assets := map[string]*asset{}
	for _, place := range places {
		entries, err := fs.ReadDir(place.fsys, place.dir)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if e.IsDir() || strings.HasPrefix(e.Name(), ".") || e.Name() == "manifest.json" ||
				e.Name() == "made.json" {
				continue
			}
			name, br := strings.CutSuffix(e.Name(), ".br")
			a := assets[place.prefix+name]
			if a == nil {
				a = &asset{fsys: place.fsys, name: path.Join(place.dir, name), contentType: contentType(name),
					made: map[string][]byte{}}
				assets[place.prefix+name] = a
			}
			a.br = a.br || br
			a.plain = a.plain || !br
		}
	}
	return assets, nil
}

// contentType returns the content type of a file by its name, the same on every machine.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".json", ".map":
		return "application/json"
	case ".png":
		return "image/png"
	case ".svg":
		return "image/svg+xml"
	case ".wasm":
		return "application/wasm"
	case ".webmanifest":
		return "application/manifest+json"
	case ".woff2":
		return "font/woff2"
	case ".zip":
		return "application/zip"
	}
	return "application/octet-stream"
}

// asset serves /assets/{name}.
func (s *server) asset(w http.ResponseWriter, r *http.Request) {
	k := s.current(w)
	if k == nil {
		return
	}
	name := strings.TrimPrefix(r.URL.Path, assetURL(s.config.Base, ""))
	a := k.assets[name]
	if a == nil {
		a = s.earlier.find(name, time.Now())
	}
	if a == nil {
		notOfThisRelease(w)
		return
	}
	h := w.Header()
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", forever)
	if strings.HasSuffix(a.name, ".js") {
		h.Set("Content-Security-Policy", scriptPolicy)
	}
	encoding := accept.Identity
	if a.br && accept.Includes(r, accept.Brotli) {
		encoding = accept.Brotli
	} else if accept.Includes(r, accept.Gzip) {
		encoding = accept.Gzip
	}
	h.Set("ETag", `"`+path.Base(a.name)+encoding+`"`)
	body, size, err := a.open(encoding)
	if err != nil {
		h.Del("ETag")
		h.Del("Cache-Control")
		if errors.Is(err, fs.ErrNotExist) { // of an earlier release, and removed meanwhile
			notOfThisRelease(w)
			return
		}
		s.config.Log.Error("serve asset", "name", a.name, "err", err)
		http.Error(w, "Something went wrong on our side.", http.StatusInternalServerError)
		return
	}
	defer body.Close()
	h.Set("Content-Type", a.contentType)
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	if encoding != accept.Identity {
		h.Set("Content-Encoding", encoding)
	}
	setDeadline(w, size)
	http.ServeContent(w, r, "", time.Time{}, body)
}

func notOfThisRelease(w http.ResponseWriter) {
	http.Error(w, "There is no such file. It belongs to another version of the tour: load the page anew.",
		http.StatusNotFound)
}

// open returns the asset in an encoding, and its size in bytes.
func (a *asset) open(encoding string) (io.ReadSeekCloser, int64, error) {
	switch {
	case encoding == accept.Brotli:
		return a.file(a.name + ".br")
	case encoding == accept.Identity && a.plain:
		return a.file(a.name)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	content, ok := a.made[encoding]
	if !ok {
		var err error
		if content, err = a.make(encoding); err != nil {
			return nil, 0, err
		}
		a.made[encoding] = content
	}
	return inMemory{bytes.NewReader(content)}, int64(len(content)), nil
}

// An inMemory is content in memory, whose Close does nothing.
type inMemory struct{ *bytes.Reader }

func (inMemory) Close() error { return nil }

func (a *asset) file(name string) (io.ReadSeekCloser, int64, error) {
	f, err := a.fsys.Open(name)
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, 0, err
	}
	seeker, ok := f.(io.ReadSeekCloser)
	if !ok {
		f.Close()
		return nil, 0, fmt.Errorf("%s cannot be read from the middle", name)
	}
	return seeker, info.Size(), nil
}

// make returns the asset in an encoding that its folder does not have.
func (a *asset) make(encoding string) ([]byte, error) {
	name := a.name
	if !a.plain {
		name += ".br"
	}
	f, err := a.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var r io.Reader = f
	if !a.plain {
		r = brotli.NewReader(f)
	}
	content, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return encode(content, encoding)
}
