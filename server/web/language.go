package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"asynctour/server/accept"
)

const (
	langCookie    = "lang"
	langCookieAge = 365 * 24 * time.Hour
)

// preferred returns the reader's language: the one chosen before, or else the browser's
// preference, or else the first of langs.
func preferred(langs []string, r *http.Request) string {
	if c, err := r.Cookie(langCookie); err == nil && slices.Contains(langs, c.Value) {
		return c.Value
	}
	best, most := langs[0], 0.0
	for lang, q := range accept.Weights(r.Header.Get("Accept-Language")) {
		tag, _, _ := strings.Cut(strings.ToLower(lang), "-")
		if q > most && slices.Contains(langs, tag) {
			best, most = tag, q
		}
	}
	return best
}

// langOf returns the language for the page of an unknown address: the one that the
// address begins with, or else the reader's.
func (s *server) langOf(langs []string, r *http.Request) string {
	lang, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, s.config.Base), "/")
	if slices.Contains(langs, lang) {
		return lang
	}
	return preferred(langs, r)
}

// remember sets a cookie if the reader opens a page in another language than the
// preferred one. Fetches, such as those of the service worker, are not a choice.
func (s *server) remember(w http.ResponseWriter, r *http.Request, langs []string, lang string) {
	if mode := r.Header.Get("Sec-Fetch-Mode"); mode != "" && mode != "navigate" {
		return
	}
	if preferred(langs, r) == lang {
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: langCookie, Value: lang, Path: s.config.Base,
		MaxAge: int(langCookieAge / time.Second), SameSite: http.SameSiteLaxMode, HttpOnly: true,
	})
}
