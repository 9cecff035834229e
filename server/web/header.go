package web

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
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
// include websockets of the same host, so the host is named. No page has those of a class in a frame.
func pagePolicy(nonce string, r *http.Request, v view) string {
	sockets := ""
	if host := cleanHost(r); host != "" {
		sockets = fmt.Sprintf(" ws://%s wss://%[1]s", host)
	}
	frames := framePolicy
	if v.room.kind != "" {
		frames = "frame-ancestors 'none'"
	}
	return documentPolicy(nonce, sockets) + "; " + frames
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
		for _, one := range common {
			h.Set(one.name, one.value)
		}
		next.ServeHTTP(w, r)
	})
}

// A header is a header of responses.
type header struct{ name, value string }

// common are the headers of every response, from a server and from a static host.
var common = []header{
	{"X-Content-Type-Options", "nosniff"},
	{"Referrer-Policy", "strict-origin-when-cross-origin"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
	{"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
}

// Values of Cache-Control: of files named by their content, and of those that have to be
// asked for each time.
const (
	forever    = "public, max-age=31536000, immutable"
	revalidate = "no-cache"
)

// framePolicy is the part of a page's policy that cannot stand in the page.
const framePolicy = "frame-ancestors 'self'"

// hostHeaders returns the headers of a static host as a _headers file, which Netlify and
// Cloudflare Pages read. Where several rules match, both send the headers of all of them,
// and join the values of the same one: so each name stands in one rule alone for an
// address. Pages and the service worker get no Cache-Control: both hosts have browsers
// ask for them anew by themselves.
func hostHeaders(base string) string {
	rules := []struct {
		pattern string
		headers []header
	}{
		{"*", append(slices.Clone(common), header{"Content-Security-Policy", framePolicy})},
		{"assets/*", []header{{"Cache-Control", forever}}},
	}
	var b strings.Builder
	b.WriteString("# Headers, for hosts that read this file: Netlify and Cloudflare Pages.\n")
	for _, rule := range rules {
		fmt.Fprintf(&b, "\n%s%s\n", base, rule.pattern)
		for _, one := range rule.headers {
			fmt.Fprintf(&b, "  %s: %s\n", one.name, one.value)
		}
	}
	return b.String()
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
