package web

import (
	"fmt"
	"net/http"
	"regexp"
)

// The policies of what is no page. A worker is governed by that of its own
// response, and only there may WebAssembly be compiled; for other scripts the
// header means nothing.
const (
	filePolicy   = "default-src 'none'; frame-ancestors 'none'"
	scriptPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
	workerPolicy = "default-src 'none'; script-src 'self'; connect-src 'self'" // of the service worker
)

// pagePolicy returns the Content-Security-Policy of a page. Safari does not take
// a websocket of the same host for 'self', so the host is named.
func pagePolicy(nonce string, r *http.Request) string {
	sockets := ""
	if host := cleanHost(r); host != "" {
		sockets = fmt.Sprintf(" ws://%s wss://%[1]s", host)
	}
	return documentPolicy(nonce, sockets) + "; frame-ancestors 'self'"
}

// documentPolicy is what a document too can say of its policy.
func documentPolicy(nonce, sockets string) string {
	return "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-" + nonce + "'; connect-src 'self'" + sockets +
		"; img-src 'self' data:; font-src 'self'; worker-src 'self'; manifest-src 'self'" +
		"; base-uri 'none'; form-action 'none'"
}

// secure sets the headers that every response has; a page's policy replaces
// that of files.
func (s *server) secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", filePolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		next.ServeHTTP(w, r)
	})
}

// hostForm is what a name or an address with its port looks like.
var hostForm = regexp.MustCompile(`^([\w.-]+|\[[0-9A-Fa-f:.]+\])(:\d+)?$`)

// cleanHost returns the host that was asked, with its port, or "" if it holds
// what would mean something in a header or a document.
func cleanHost(r *http.Request) string {
	if hostForm.MatchString(r.Host) {
		return r.Host
	}
	return ""
}

// origin returns how readers address the server: "https://example.org", or "" if
// that is not known. Where it is not configured, it is as this one does; a proxy
// that speaks TLS says so in X-Forwarded-Proto.
func (s *server) origin(r *http.Request) string {
	if s.config.Origin != "" {
		return s.config.Origin
	}
	host := cleanHost(r)
	if host == "" {
		return ""
	}
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https://" + host
	}
	return "http://" + host
}
