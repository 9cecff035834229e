package socket

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// allowed lets pages connect that Allowed does. Nothing here is done in a reader's
// name, who has no account and no cookie that counts.
func (h *Handler) allowed(r *http.Request) bool { return Allowed(r, h.config.Origins) }

// Allowed reports whether a handshake comes from a page of this server's host or of one
// of origins, or from a program, which sends no Origin. A browser always sends one with
// a websocket's handshake, so no page can pass for a program.
func Allowed(r *http.Request, origins []string) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || slices.Contains(origins, strings.ToLower(origin)) {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && strings.EqualFold(u.Host, r.Host)
}
