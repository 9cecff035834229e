// Package web serves the tour: its pages, what they load, and the addresses at
// which programs are built and run.
//
//	/                    to the reader's language
//	/en/  /en/gather/    the home page, and a lesson
//	/assets/…            scripts, styles and programs, named by their content
//	/run  /build         given by Config
//	/healthz  /readyz    whether the server lives, and whether it may be sent readers
//	/robots.txt  /sitemap.xml  /favicon.svg
//	/sw.js               the service worker, which keeps the pages for readers without a network
//	/manifest.webmanifest  /icons/…  what makes the tour an app
//	/dev/reload          with Config.Dev: tells pages to load themselves anew
//
// All of them lie beneath Config.Base. A page is rendered for each request,
// since each has a nonce of its own; everything else about it is checked by New,
// so that a template or a text that is wrong stops the start and not a reader.
package web

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"regexp"
	"strings"

	"asynctour/server/course"
)

// A Config is what a server of the tour is made of.
type Config struct {
	Course   *course.Course
	Site     fs.FS            // site.FS: templates/, text/, parts/, icons/ and favicon.svg
	Assets   fs.FS            // site.Dist(), or another folder that site.Bundle has filled
	Wasm     fs.FS            // wasm.Dist()
	Python   fs.FS            // what package site/python has packed; nil where pages run no Python
	Run      http.Handler     // answers /run; nil where programs run in the browser only
	Build    http.Handler     // answers POST /build; nil likewise
	Base     string           // the path of the home of it all: "/" ("" too) or "/course/async/"
	Origin   string           // how readers address the tour, "https://example.org"; "": as each request has it, or in plain files not at all
	Server   bool             // whether pages offer runs on the server
	Features func() *Features // what pages can be offered now, the same until that has changed; nil: nothing
	Ready    func() error     // why the server should not be sent readers yet; nil: it is ready at once
	Log      *slog.Logger     // for what is our fault; nil is slog.Default()
	Dev      *Dev             // for authors; nil for readers

	twin string // of plain files that Export writes: what follows the name of a gzipped twin; "" of a server's
}

// Features are what pages offer beside the lessons, and a server may come to have
// after its start.
type Features struct {
	Toolchain fs.FS // what package toolchain has made; nil where pages build no programs
	Race      bool  // whether the server can look for data races
}

// noFeatures is what a Config without Features offers.
var noFeatures = &Features{}

// features returns what pages can be offered now.
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

// errNotBuilt says how to get what is made from sources.
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
	mux.HandleFunc("GET "+base+"manifest.webmanifest", s.app)
	mux.HandleFunc("GET "+base+"icons/{name}", s.app)
	mux.HandleFunc("GET "+base+"favicon.svg", s.favicon)
	mux.HandleFunc("GET "+base+"favicon.ico", s.favicon)
	if s.config.Run != nil {
		mux.Handle(base+"run", s.config.Run)
	}
	if s.config.Build != nil {
		mux.Handle("POST "+base+"build", s.config.Build)
	}
	if s.watch != nil {
		mux.HandleFunc("GET "+base+"dev/reload", s.watch.reload)
	}
	mux.HandleFunc(base, s.page)
	if base != "/" {
		mux.HandleFunc("/", s.notFound)
	}
	return mux
}
