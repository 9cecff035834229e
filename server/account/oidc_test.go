package account

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"asynctour/server/store"
	"asynctour/server/store/storetest"
)

// A provider is one of OpenID Connect, by hand: what the tour takes for a library's is not verified by the same library.
type provider struct {
	*httptest.Server
	key    *rsa.PrivateKey
	signer *rsa.PrivateKey // what tokens are signed with: key, but for a forger
	claims map[string]any  // of the next token, beside or instead of the usual ones
	asked  url.Values      // of the last who was sent here
}

// openProvider opens a provider, and the tour's view of it.
func openProvider(t *testing.T) (*provider, *Provider) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{key: key, signer: key}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		write(w, map[string]any{"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token",
			"jwks_uri": p.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		write(w, map[string]any{"keys": []any{map[string]any{"kty": "RSA", "kid": "one", "use": "sig",
			"n": b64.EncodeToString(key.N.Bytes()), "e": b64.EncodeToString(big.NewInt(int64(key.E)).Bytes())}}})
	})
	mux.HandleFunc("POST /token", p.token)
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p, &Provider{Issuer: p.URL, Client: "tour", Secret: "secret", Domains: []string{"school.example"}}
}

// token exchanges a code: whoever has it, and the verifier of who has asked.
func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	hash := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if r.FormValue("code") != "code" || b64.EncodeToString(hash[:]) != p.asked.Get("code_challenge") {
		http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
		return
	}
	claims := map[string]any{"iss": p.URL, "sub": "s1", "aud": "tour", "iat": time.Now().Unix(),
		"exp": time.Now().Add(time.Minute).Unix(), "nonce": p.asked.Get("nonce"), "name": "Ada",
		"email": "ada@School.example", "email_verified": true}
	for name, value := range p.claims {
		claims[name] = value
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	signed := b64.EncodeToString([]byte(`{"alg":"RS256","kid":"one"}`)) + "." + b64.EncodeToString(payload)
	sum := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, p.signer, crypto.SHA256, sum[:])
	if err != nil {
		panic(err)
	}
	write(w, map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": signed + "." + b64.EncodeToString(signature)})
}

// goThere has a browser go to the provider, and returns the state with which it comes back.
func (p *provider) goThere(b *browser) (state string) {
	b.t.Helper()
	to, err := url.Parse(b.redirected("/oidc/start"))
	if err != nil || !strings.HasPrefix(to.String(), p.URL+"/authorize?") {
		b.t.Fatalf("sent to %v, %v", to, err)
	}
	p.asked = to.Query()
	if back := p.asked.Get("redirect_uri"); back != "https://tour.example.com/oidc/callback" {
		b.t.Errorf("to come back to %q", back)
	}
	return p.asked.Get("state")
}

// redirected returns where a page redirects to.
func (b *browser) redirected(path string) string {
	b.t.Helper()
	resp, err := b.client.Get(home + path)
	if err != nil {
		b.t.Fatal(err)
	}
	resp.Body.Close()
	return resp.Header.Get("Location")
}

// TestElsewhere signs in at a provider: a teacher who is new, and who comes again.
func TestElsewhere(t *testing.T) {
	p, known := openProvider(t)
	storetest.Each(t, func(t *testing.T, c store.Config) {
		s := open(t, c, known)
		for range 2 {
			b := s.browser(t)
			if to := b.redirected("/oidc/callback?code=code&state=" + p.goThere(b)); to != "/en/teach/" {
				t.Errorf("sent to %q", to)
			}
			if got := b.want(200, "", "GET", "/api/account", nil); got["name"] != "Ada" || got["role"] != "teacher" {
				t.Errorf("got %v", got)
			}
		}
		if all, err := List(t.Context(), s.store); err != nil || len(all) != 1 || all[0].Elsewhere != 1 {
			t.Errorf("accounts: %v, %v", all, err)
		}
		for _, table := range []string{"account", "identity"} {
			if got := storetest.Rows(t, s.store, "select cast(count(*) as text) from "+table); got[0] != "1" {
				t.Errorf("%s has %s rows", table, got[0])
			}
		}
	})
}

// TestElsewhereRefused comes back from a provider with what does not sign in.
func TestElsewhereRefused(t *testing.T) {
	p, known := openProvider(t)
	s := open(t, store.Config{Dir: t.TempDir()}, known)
	forger, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		what, fault string
		claims      map[string]any
		query       string // in place of the code
		state       string // in place of the state
		signer      *rsa.PrivateKey
	}{
		{what: "another domain", fault: "domain", claims: map[string]any{"email": "eve@evil.example"}},
		{what: "a domain that ends alike", fault: "domain", claims: map[string]any{"email": "eve@evil-school.example"}},
		{what: "an address that nobody has verified", fault: "domain", claims: map[string]any{"email_verified": false}},
		{what: "no address", fault: "domain", claims: map[string]any{"email": ""}},
		{what: "for another client", fault: "provider", claims: map[string]any{"aud": "other"}},
		{what: "of another issuer", fault: "provider", claims: map[string]any{"iss": "https://evil.example"}},
		{what: "of another attempt", fault: "provider", claims: map[string]any{"nonce": "other"}},
		{what: "expired", fault: "provider", claims: map[string]any{"exp": time.Now().Add(-time.Hour).Unix()}},
		{what: "forged", fault: "provider", signer: forger},
		{what: "a code that is none", fault: "provider", query: "code=other"},
		{what: "cancelled there", fault: "refused", query: "error=access_denied"},
		{what: "begun by another browser", fault: "late", state: "other"},
	} {
		p.claims, p.signer = test.claims, p.key
		if test.signer != nil {
			p.signer = test.signer
		}
		b := s.browser(t)
		state := p.goThere(b)
		if test.state != "" {
			state = test.state
		}
		query := "code=code"
		if test.query != "" {
			query = test.query
		}
		if to := b.redirected("/oidc/callback?" + query + "&state=" + state); to != "/sign-in?fault="+test.fault {
			t.Errorf("%s: sent to %q", test.what, to)
		}
		b.want(401, "signedOut", "GET", "/api/account", nil)
	}
	b := s.browser(t)
	p.claims, p.signer = nil, p.key
	state := p.goThere(b)
	if to := s.browser(t).redirected("/oidc/callback?code=code&state=" + state); to != "/sign-in?fault=late" {
		t.Errorf("another browser brings it back: sent to %q", to)
	}
	b.redirected("/oidc/callback?code=code&state=" + state)
	if to := b.redirected("/oidc/callback?code=code&state=" + state); to != "/sign-in?fault=late" {
		t.Errorf("once more: sent to %q", to)
	}
	p.Close()
	known.found = nil
	if to := s.browser(t).redirected("/oidc/start"); to != "/sign-in?fault=provider" {
		t.Errorf("the provider is gone: sent to %q", to)
	}
	if all, err := List(t.Context(), s.store); err != nil || len(all) != 1 {
		t.Errorf("accounts: %v, %v", all, err)
	}
}
