package socket

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// allowed lets pages of this server connect, those of Config.Origins, and
// programs, which send no Origin. A browser always sends one with a websocket's
// handshake, so no page can pass for a program; and nothing here is done in a
// reader's name, who has no account and no cookie that counts.
func (h *Handler) allowed(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || slices.Contains(h.config.Origins, strings.ToLower(origin)) {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && strings.EqualFold(u.Host, r.Host)
}
