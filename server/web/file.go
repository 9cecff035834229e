package web

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
)

// healthz serves /healthz: the server is alive.
func (s *server) healthz(w http.ResponseWriter, _ *http.Request) {
	writeText(w, "text/plain; charset=utf-8", "no-store", "ok\n")
}

// readyz serves /readyz: whether the server may get readers, and if not, why. What is wrong with a
// server of which readers have something all the same follows in lines of their own: a balancer
// that took it out, and all others like it, would leave readers without pages.
func (s *server) readyz(w http.ResponseWriter, _ *http.Request) {
	if s.config.Ready != nil {
		if err := s.config.Ready(); err != nil {
			w.Header().Set("Cache-Control", "no-store")
			http.Error(w, "not ready: "+err.Error(), http.StatusServiceUnavailable)
			return
		}
	}
	text := "ready\n"
	if s.config.Problems != nil {
		for _, problem := range s.config.Problems() {
			text += problem + "\n"
		}
	}
	writeText(w, "text/plain; charset=utf-8", "no-store", text)
}

func (s *server) favicon(w http.ResponseWriter, _ *http.Request) {
	if k := s.current(w); k != nil {
		writeText(w, "image/svg+xml", "public, max-age=86400", string(k.files["favicon.svg"]))
	}
}

// robots serves /robots.txt: everything may be indexed, and the sitemap's address.
func (s *server) robots(w http.ResponseWriter, r *http.Request) {
	writeText(w, "text/plain; charset=utf-8", "public, max-age=3600", robots(s.origin(r), s.config.Base))
}

// robots returns the robots.txt of a tour at an origin, "" if the origin is not known.
func robots(origin, base string) string {
	text := "User-agent: *\nAllow: /\n"
	if origin != "" {
		text += "Sitemap: " + origin + base + "sitemap.xml\n"
	}
	return text
}

func (s *server) sitemap(w http.ResponseWriter, r *http.Request) {
	if k := s.current(w); k != nil {
		writeText(w, "application/xml", "public, max-age=3600", k.sitemap(s.origin(r)+s.config.Base))
	}
}

// sitemap lists all pages beneath an address. Each page itself has links to its other
// languages.
func (k *content) sitemap(at string) string {
	paths := []string{""}
	for _, lesson := range k.course.Lessons[k.course.Langs[0]] {
		paths = append(paths, lesson.Name+"/")
	}
	var b bytes.Buffer
	b.WriteString(xml.Header + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n")
	for _, path := range paths {
		for _, lang := range k.course.Langs {
			fmt.Fprintf(&b, "<url><loc>%s%s/%s</loc></url>\n", at, lang, path)
		}
	}
	b.WriteString("</urlset>\n")
	return b.String()
}

// writeText writes a small file.
func writeText(w http.ResponseWriter, contentType, caching, text string) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Cache-Control", caching)
	_, _ = io.WriteString(w, text) // an error means that the client is gone
}
