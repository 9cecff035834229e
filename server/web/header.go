package web

import (
	"fmt"
	"net/http"
	"regexp"
	"time"
)

// Content-Security-Policies of responses other than pages. A worker has the policy of its
// own response, the only one that allows to compile WebAssembly. For other scripts the
// header has no effect.
const (
	filePolicy   = "default-src 'none'; frame-ancestors 'none'"
	scriptPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
	workerPolicy = "default-src 'none'; script-src 'self'; connect-src 'self'" // of the service worker
)

// pagePolicy returns the Content-Security-Policy of a page. In Safari 'self' does not
// include websockets of the same host, so the host is named.
func pagePolicy(nonce string, r *http.Request) string {
	sockets := ""
	if host := cleanHost(r); host != "" {
		sockets = fmt.Sprintf(" ws://%s wss://%[1]s", host)
	}
	return documentPolicy(nonce, sockets) + "; frame-ancestors 'self'"
}

// documentPolicy returns the part of the policy that a meta element can have too.
func documentPolicy(nonce, sockets string) string {
	return "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-" + nonce +
		"'; connect-src 'self'" + sockets +
		"; img-src 'self' data:; font-src 'self'; worker-src 'self'; manifest-src 'self'" +
		"; base-uri 'none'; form-action 'none'"
}

// secure sets the headers of every response; a page's policy replaces that of files.
func (s *server) secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.NewResponseController(w).SetWriteDeadline(time.Time{}) // which was that of the last response
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

// hostForm matches a host name or address, with or without a port.
var hostForm = regexp.MustCompile(`^([\w.-]+|\[[0-9A-Fa-f:.]+\])(:\d+)?$`)

// cleanHost returns the Host of the request, with its port, or "" if it is not safe in a
// header or a document.
func cleanHost(r *http.Request) string {
	if hostForm.MatchString(r.Host) {
		return r.Host
	}
	return ""
}

// origin returns the server's origin, "https://example.org", or "" if it is not known:
// the configured one, or else that of the request, whose scheme a TLS proxy gives in
// X-Forwarded-Proto.
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
