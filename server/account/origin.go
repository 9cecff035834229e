package account

import "net/http"

// origin returns the tour's origin, "https://example.org": the configured one, or as the request names it. The scheme of
// a proxy that ends TLS is in X-Forwarded-Proto. A request with another's Host gets nothing by it: a browser names its
// own origin in what it signs, and a provider redirects to addresses that it knows.
func (a *Accounts) origin(r *http.Request) string {
	if a.config.Origin != "" {
		return a.config.Origin
	}
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
