package account

import (
	"bytes"
	"crypto/rand"
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"asynctour/server/accept"
)

// teachPath is where a teacher begins, beneath a language.
const teachPath = "/teach/"

var (
	//go:embed page.html
	pageText string
	//go:embed page.css
	pageStyle string
	//go:embed page.js
	pageScript string
	//go:embed en.json
	english []byte
	//go:embed zh.json
	chinese []byte

	pageTemplate = template.Must(template.New("page.html").Option("missingkey=error").Parse(pageText))
	texts        = map[string]map[string]string{"en": mustRead(english), "zh": mustRead(chinese)} // by language
)

// mustRead reads texts, which are embedded.
func mustRead(data []byte) (t map[string]string) {
	if err := json.Unmarshal(data, &t); err != nil {
		panic(err)
	}
	return t
}

// language returns the reader's language: the one chosen before, or else the browser's preference, or else English.
func language(r *http.Request) string {
	if c, err := r.Cookie("lang"); err == nil && texts[c.Value] != nil {
		return c.Value
	}
	best, most := "en", 0.0
	for lang, q := range accept.Weights(r.Header.Get("Accept-Language")) {
		tag, _, _ := strings.Cut(strings.ToLower(lang), "-")
		if q > most && texts[tag] != nil {
			best, most = tag, q
		}
	}
	return best
}

// page serves /claim and /sign-in: one document, which looks at its own address.
func (a *Accounts) page(w http.ResponseWriter, r *http.Request) error {
	lang := language(r)
	provider := ""
	if a.config.OIDC != nil {
		u, err := url.Parse(a.config.OIDC.Issuer)
		if err != nil {
			return err
		}
		provider = u.Hostname()
	}
	script, err := json.Marshal(map[string]any{"base": a.config.Base, "teach": a.config.Base + lang + teachPath,
		"texts": texts[lang]})
	if err != nil {
		return err
	}
	nonce := rand.Text()
	var b bytes.Buffer
	err = pageTemplate.Execute(&b, struct {
		Lang, Base, Nonce, Provider, Fault string
		T                                  map[string]string
		Claim                              bool
		Config                             template.JS
		Style                              template.CSS
		Script                             template.JS
	}{lang, a.config.Base, nonce, provider, texts[lang]["fault."+r.FormValue("fault")], texts[lang],
		strings.HasSuffix(r.URL.Path, "/claim"), template.JS(script), template.CSS(pageStyle), template.JS(pageScript)})
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", lang)
	h.Set("Vary", "Accept-Language, Cookie")
	// Nothing that this page loads or links to gets its address, and no page shows it in a frame.
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'nonce-"+nonce+"'; style-src 'nonce-"+nonce+
		"'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	w.Write(b.Bytes())
	return nil
}
