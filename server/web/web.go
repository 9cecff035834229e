// Package web serves the tour: its pages and their files, and the addresses for building
// and running programs.
//
//	/                    redirects to the reader's language
//	/en/  /en/gather/    the home page, and a lesson
//	/en/review/          the page that asks again
//	/c/…  /en/c/…  /en/teach/…  with Config.Classes: the pages of a class, see room
//	/assets/…            scripts, styles and programs, named by their content
//	/run  /build         handlers of Config
//	/healthz  /readyz    whether the server is alive, and whether it may get readers
//	/robots.txt  /sitemap.xml  /favicon.svg
//	/sw.js               the service worker, which keeps the pages for readers without a network
//	/release.json        the id of the release, for pages that miss a file of theirs
//	/manifest.webmanifest  /icons/…  the tour as an installable app
//	/search/…  /review/…  /exercise/…  the texts that pages search in, what the review asks, and the checks and
//	                     solutions of exercises, named by their content
//	/dev/reload          with Config.Dev: events that reload pages
//
// All of them are beneath Config.Base, and are served without it too, for proxies that
// take a prefix off. A page is rendered for each request, with a nonce
// of its own. New has rendered each page once: a mistake in a template or a text stops
// the start.
package web

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"time"

	"asynctour/server/course"
	"asynctour/server/play"
)

// A Config configures a server of the tour.
type Config struct {
	Course   *course.Course
	Site     fs.FS            // site.FS: templates/, text/, parts/, icons/ and favicon.svg
	Assets   fs.FS            // site.Dist(), or another folder that site.Bundle has filled
	Wasm     fs.FS            // wasm.Dist()
	Python   fs.FS            // packed by site/python; nil if pages run no Python
	Run      http.Handler     // serves /run; nil if programs run in the browser alone
	Build    http.Handler     // serves POST /build; nil likewise
	Classes  http.Handler     // serves classes and accounts; nil if there are none
	Base     string           // the start of all paths: "/" ("" too) or "/course/async/"
	Origin   string           // of the tour, "https://example.org"; "": that of each request; unknown in plain files
	Server   bool             // whether pages offer runs on the server
	Limits   play.Limits      // of a run in a page
	Features func() *Features // what pages can offer now, the same value until that changes; nil: nothing
	Ready    func() error     // an error: why the server should get no readers yet; nil: it is ready at once
	Problems func() []string  // what is wrong with a server that is ready all the same, a sentence each; nil: nothing
	Log      *slog.Logger     // for internal errors; nil is slog.Default()
	Dev      *Dev             // for authors; nil for readers
	Kept     string           // a folder for the assets of earlier releases; "": none are kept

	twin string // the suffix of gzipped twins that Export writes; "" on a server
}

// Features are the optional features of pages. A server may get more of them after its
// start.
type Features struct {
	Toolchain fs.FS // made by package toolchain; nil if pages build no programs
	Race      bool  // whether the server can look for data races
	Builds    bool  // whether the server builds what readers have edited
	Packing   bool  // whether Config.Wasm is still being filled: pages wait for what it will hold
}

// noFeatures are the features of a Config without Features.
var noFeatures = &Features{}

// features returns the features that pages can offer now.
func (c Config) features() *Features {
	if c.Features == nil {
		return noFeatures
	}
	return c.Features()
}

// New returns the handler for the whole server.
func New(c Config) (http.Handler, error) {
	if err := c.setAddress(); err != nil {
		return nil, err
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	s := &server{config: c}
	if c.Dev != nil {
		s.watch = newWatch(s)
		s.watch.refresh()
	} else {
		content, err := load(c)
		if err != nil {
			return nil, err
		}
		s.content.Store(content)
		if c.Kept != "" {
			s.earlier = keepAssets(c, content, time.Now())
		}
	}
	return s.secure(s.routes()), nil
}

// setAddress completes and checks the base and the origin.
func (c *Config) setAddress() error {
	if c.Base == "" {
		c.Base = "/"
	}
	if !regexp.MustCompile(`^/([\w.~-]+/)*$`).MatchString(c.Base) {
		return fmt.Errorf(`-base %q: must begin and end with "/", such as /course/async/`, c.Base)
	}
	if c.Origin == "" {
		return nil
	}
	scheme, host, _ := strings.Cut(c.Origin, "://")
	if scheme != "https" && scheme != "http" || !hostForm.MatchString(host) {
		return fmt.Errorf("-origin %q: must be a scheme and a host without a path, such as https://example.org", c.Origin)
	}
	return nil
}

// errNotBuilt is the error for missing generated files.
var errNotBuilt = errors.New("not built yet: run make build")

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	base := s.config.Base
	mux.HandleFunc("GET "+base+"assets/{name}", s.asset)
	mux.HandleFunc("GET "+base+"assets/"+toolchainDir+"{name}", s.asset)
	mux.HandleFunc("GET "+base+"assets/"+pythonDir+"{name}", s.asset)
	mux.HandleFunc("GET "+base+"healthz", s.healthz)
	mux.HandleFunc("GET "+base+"readyz", s.readyz)
	mux.HandleFunc("GET "+base+"robots.txt", s.robots)
	mux.HandleFunc("GET "+base+"sitemap.xml", s.sitemap)
	mux.HandleFunc("GET "+base+"sw.js", s.serviceWorker)
	mux.HandleFunc("GET "+base+releaseFileName, s.releaseID)
	mux.HandleFunc("GET "+base+"manifest.webmanifest", s.app)
	mux.HandleFunc("GET "+base+"icons/{name}", s.app)
	for _, dir := range []string{searchDir, reviewDir, exerciseDir} {
		mux.HandleFunc("GET "+base+dir+"{name}", s.data)
	}
	mux.HandleFunc("GET "+base+"favicon.svg", s.favicon)
	mux.HandleFunc("GET "+base+"favicon.ico", s.favicon)
	if s.config.Run != nil {
		mux.Handle(base+"run", s.config.Run)
	}
	if s.config.Build != nil {
		mux.Handle("POST "+base+"build", s.config.Build)
	}
	if s.config.Classes != nil {
		mux.HandleFunc("GET "+base+joinDir+"{code}/qr.svg", s.qrCode)
	}
	if s.watch != nil {
		mux.HandleFunc("GET "+base+"dev/reload", s.watch.reload)
	}
	mux.HandleFunc(base, s.page)
	if base != "/" {
		mux.Handle("/", s.beneath(mux))
	}
	return mux
}

// beneath serves addresses that are not beneath the base as those that are: a proxy may
// take off the prefix by which it knows the tour, the base.
func (s *server) beneath(mux http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if path := r.URL.Path; strings.HasPrefix(path, "/") {
			within := r.Clone(r.Context())
			within.URL.Path, within.URL.RawPath = s.config.Base+path[1:], ""
			mux.ServeHTTP(w, within)
			return
		}
		s.notFound(w, r)
	})
}
