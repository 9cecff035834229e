package web

import (
	"crypto/rand"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"asynctour/server/course"
)

// A server serves the tour.
type server struct {
	config  Config
	content atomic.Pointer[content] // nil only while an author's first content is faulty
	watch   *watch                  // nil without Config.Dev
	earlier earlier                 // what open pages of earlier releases may still load

	offers  sync.Mutex // held while pages with other features are rendered
	refused *Features  // features for which the rendering failed
	failed  time.Time  // when it did
}

// offerPause is how long pages are not rendered again with features for which that has failed.
const offerPause = 10 * time.Second

// current returns the content to serve. With a mistake of an author's it writes that to
// w, and returns nil.
func (s *server) current(w http.ResponseWriter) *content {
	if s.watch != nil {
		if _, err := s.watch.refresh(); err != nil {
			showFault(w, err)
			return nil
		}
	}
	s.offer(s.config.features())
	return s.content.Load()
}

// offer renders pages with features, if they are new. Requests in the meantime get the
// old pages.
func (s *server) offer(features *Features) {
	k := s.content.Load()
	if k == nil || k.features == features || !s.offers.TryLock() {
		return
	}
	defer s.offers.Unlock()
	if s.refused == features && time.Since(s.failed) < offerPause {
		return
	}
	config := s.config
	config.Course = k.course
	renewed, err := k.offering(config, features)
	if err != nil {
		s.refused, s.failed = features, time.Now()
		s.config.Log.Error("pages do not offer what the server has", "err", err)
		return
	}
	s.content.CompareAndSwap(k, renewed) // unless an author's change came first
}

// page serves every address beneath the base without a route of its own.
func (s *server) page(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "a page can only be read", http.StatusMethodNotAllowed)
		return
	}
	k := s.current(w)
	if k == nil {
		return
	}
	path := strings.TrimPrefix(r.URL.Path, s.config.Base)
	if path == "" {
		w.Header().Set("Vary", "Accept-Language, Cookie")
		w.Header().Set("Cache-Control", revalidate)
		s.redirect(w, r, preferred(k.course.Langs, r)+"/", http.StatusFound)
		return
	}
	v, ok := find(k.course, path)
	if v.room.kind != "" && s.config.Classes == nil {
		ok = false
	}
	switch {
	case !ok && s.toRoom(w, r, k.course.Langs, path):
	case !ok:
		s.write(w, r, k, view{lang: s.langOf(k.course.Langs, r), status: http.StatusNotFound})
	case path != v.path():
		s.redirect(w, r, v.path(), http.StatusMovedPermanently)
	default:
		s.remember(w, r, k.course.Langs, v.lang)
		s.write(w, r, k, v)
	}
}

// find returns the page at a path beneath the base, with or without its last slash.
func find(c *course.Course, path string) (view, bool) {
	lang, name, _ := strings.Cut(strings.TrimSuffix(path, "/"), "/")
	if !slices.Contains(c.Langs, lang) {
		return view{}, false
	}
	if name == "" {
		return view{lang: lang}, true
	}
	if name+"/" == reviewDir {
		return view{lang: lang, review: true}, true
	}
	if at, ok := roomAt(name); ok {
		return view{lang: lang, room: at}, true
	}
	for _, lesson := range c.Lessons[lang] {
		if lesson.Name == name {
			return view{lang: lang, lesson: lesson}, true
		}
	}
	return view{}, false
}

// notFound serves the addresses that are not beneath the base.
func (s *server) notFound(w http.ResponseWriter, r *http.Request) {
	if k := s.current(w); k != nil {
		s.write(w, r, k, view{lang: preferred(k.course.Langs, r), status: http.StatusNotFound})
	}
}

// redirect redirects to a path beneath the base, with the query.
func (s *server) redirect(w http.ResponseWriter, r *http.Request, path string, status int) {
	to := s.config.Base + path
	if r.URL.RawQuery != "" {
		to += "?" + r.URL.RawQuery
	}
	http.Redirect(w, r, to, status)
}

// write writes a page. Clients may keep it, but must revalidate it each time.
func (s *server) write(w http.ResponseWriter, r *http.Request, k *content, v view) {
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	h.Set("Cache-Control", revalidate)
	tag := k.tags[v.path()]
	if v.status == 0 && tag != "" && matches(r.Header.Get("If-None-Match"), tag) {
		// The kept document has the nonce of its own policy, which must not be replaced.
		h.Del("Content-Security-Policy")
		h.Set("ETag", tag)
		w.WriteHeader(http.StatusNotModified)
		return
	}
	nonce := rand.Text()
	status := max(v.status, http.StatusOK)
	html, err := k.render(s.config, v, nonce, s.origin(r))
	if err != nil {
		s.config.Log.Error("render page", "path", r.URL.Path, "err", err)
		status = http.StatusInternalServerError
		if html, err = k.render(s.config, view{lang: v.lang, status: status}, nonce, ""); err != nil {
			http.Error(w, "Something went wrong on our side.", status)
			return
		}
	}
	if status == http.StatusOK && tag != "" {
		h.Set("ETag", tag)
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", v.lang)
	h.Set("Content-Security-Policy", pagePolicy(nonce, r, v))
	s.writeCompressed(w, r, status, html)
}

// matches reports whether an If-None-Match header holds the tag.
func matches(header, tag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		if one = strings.TrimSpace(one); one == "*" || strings.TrimPrefix(one, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
