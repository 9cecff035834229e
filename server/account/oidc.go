package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"asynctour/server/store"
)

const (
	// attemptCookie binds what a provider answers to the browser that has asked.
	attemptCookie = "__Host-tour-oidc"
	providerTime  = 10 * time.Second // that a request to a provider may take
	maxAnswer     = 1 << 20          // bytes of an answer of a provider
)

// A Provider is one of OpenID Connect, whose people may be teachers.
type Provider struct {
	Issuer  string   // "https://id.example.org"
	Client  string   // what it calls the tour
	Secret  string   // by which it knows it
	Domains []string // of the e-mail addresses of those who may teach; "*": all whom the provider knows

	mu     sync.Mutex
	found  *oidc.Provider // nil until the first who signs in
	client *http.Client
}

// Check returns an error for a provider that cannot be one.
func (p *Provider) Check() error {
	u, err := url.Parse(p.Issuer)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Hostname() != "localhost" && u.Hostname() != "127.0.0.1" {
		return fmt.Errorf("-oidc-issuer %q: must be an address with https, such as https://id.example.org", p.Issuer)
	}
	if p.Client == "" || p.Secret == "" {
		return errors.New("-oidc-issuer: needs -oidc-client and -oidc-secret, which the provider gives to the tour")
	}
	if len(p.Domains) == 0 {
		return errors.New(`-oidc-issuer: needs -oidc-domains, those of the e-mail addresses of teachers; "*" lets everybody ` +
			"teach whom the provider knows")
	}
	return nil
}

// An attempt is somebody who is at the provider, to sign in.
type attempt struct{ nonce, verifier string }

// discover finds out about the provider, once: it need not be there when the server starts.
func (p *Provider) discover() (*oidc.Provider, context.Context, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.client == nil {
		p.client = &http.Client{Timeout: providerTime, Transport: limited{http.DefaultTransport},
			CheckRedirect: func(to *http.Request, via []*http.Request) error {
				if to.URL.Host != via[0].URL.Host {
					return errors.New("it redirects to another host")
				}
				return nil
			}}
	}
	ctx := oidc.ClientContext(context.Background(), p.client) // of keys too, which are fetched anew as they change
	if p.found == nil {
		found, err := oidc.NewProvider(ctx, p.Issuer)
		if err != nil {
			return nil, nil, fmt.Errorf("-oidc-issuer %s: %w", p.Issuer, err)
		}
		p.found = found
	}
	return p.found, ctx, nil
}

// A limited transport bounds the answers: go-oidc reads all that there is.
type limited struct{ next http.RoundTripper }

func (l limited) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := l.next.RoundTrip(r)
	if err == nil {
		resp.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(resp.Body, maxAnswer), resp.Body}
	}
	return resp, err
}

// oauth returns the tour as the provider knows it.
func (a *Accounts) oauth(r *http.Request, found *oidc.Provider) oauth2.Config {
	p := a.config.OIDC
	return oauth2.Config{ClientID: p.Client, ClientSecret: p.Secret, Endpoint: found.Endpoint(),
		RedirectURL: a.origin(r) + a.config.Base + "oidc/callback", Scopes: []string{oidc.ScopeOpenID, "profile", "email"}}
}

// startElsewhere sends a browser to the provider.
func (a *Accounts) startElsewhere(w http.ResponseWriter, r *http.Request) error {
	if a.config.OIDC == nil {
		return &Fault{http.StatusNotFound, "noProvider"}
	}
	found, _, err := a.config.OIDC.discover()
	if err != nil {
		return a.backToSignIn(w, r, err)
	}
	one := attempt{store.Token(), oauth2.GenerateVerifier()}
	state := a.elsewhere.add(one)
	http.SetCookie(w, &http.Cookie{Name: attemptCookie, Value: state, Path: "/", MaxAge: int(pendingTime / time.Second),
		HttpOnly: true, Secure: true, SameSite: http.SameSiteLaxMode})
	config := a.oauth(r, found)
	http.Redirect(w, r, config.AuthCodeURL(state, oidc.Nonce(one.nonce), oauth2.S256ChallengeOption(one.verifier)),
		http.StatusFound)
	return nil
}

// backFromElsewhere signs in whom the provider has sent back.
func (a *Accounts) backFromElsewhere(w http.ResponseWriter, r *http.Request) error {
	if a.config.OIDC == nil {
		return &Fault{http.StatusNotFound, "noProvider"}
	}
	http.SetCookie(w, &http.Cookie{Name: attemptCookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: true,
		SameSite: http.SameSiteLaxMode})
	cookie, err := r.Cookie(attemptCookie)
	query := r.URL.Query()
	if err != nil || cookie.Value != query.Get("state") {
		return a.backToSignIn(w, r, &Fault{http.StatusForbidden, "late"})
	}
	one, ok := a.elsewhere.take(cookie.Value)
	if !ok {
		return a.backToSignIn(w, r, &Fault{http.StatusForbidden, "late"})
	}
	if query.Get("code") == "" { // who has thought better of it
		return a.backToSignIn(w, r, &Fault{http.StatusForbidden, "refused"})
	}
	who, err := a.identify(r, one, query.Get("code"))
	if err != nil {
		return a.backToSignIn(w, r, err)
	}
	var token string
	err = a.config.Store.Write(r.Context(), func(tx *sql.Tx) error {
		account, err := a.known(tx, who)
		if err == nil {
			token, err = a.begin(tx, account)
		}
		return err
	})
	if err != nil {
		return a.backToSignIn(w, r, err)
	}
	setCookie(w, token)
	http.Redirect(w, r, a.config.Base+language(r)+teachPath, http.StatusSeeOther)
	return nil
}

// backToSignIn shows what went wrong on the page that signs in.
func (a *Accounts) backToSignIn(w http.ResponseWriter, r *http.Request, err error) error {
	fault, ours := faultOf(err)
	if ours {
		a.config.Log.Error("account", "route", r.Pattern, "err", err)
		if fault.Key == "internal" {
			fault = &Fault{http.StatusBadGateway, "provider"}
		}
	}
	http.Redirect(w, r, a.config.Base+"sign-in?fault="+fault.Key, http.StatusSeeOther)
	return nil
}

// An identity is whom a provider knows.
type identity struct {
	issuer, subject, name string
}

// identify asks the provider who has signed in there. The e-mail address is looked at, and not kept.
func (a *Accounts) identify(r *http.Request, one attempt, code string) (who identity, err error) {
	found, ctx, err := a.config.OIDC.discover()
	if err != nil {
		return identity{}, err
	}
	config := a.oauth(r, found)
	answer, err := config.Exchange(ctx, code, oauth2.VerifierOption(one.verifier))
	if err != nil {
		return identity{}, fmt.Errorf("exchange the code: %w", err)
	}
	raw, ok := answer.Extra("id_token").(string)
	if !ok {
		return identity{}, errors.New("the provider answers without an ID token")
	}
	token, err := found.VerifierContext(ctx, &oidc.Config{ClientID: config.ClientID,
		Now: func() time.Time { return store.Time(a.config.Store.Now()) }}).Verify(ctx, raw)
	if err != nil {
		return identity{}, fmt.Errorf("verify the ID token: %w", err)
	}
	if token.Nonce != one.nonce {
		return identity{}, errors.New("the ID token is one of another attempt")
	}
	var claims struct {
		Name     string
		Email    string
		Verified any `json:"email_verified"` // some say "true"
	}
	if err := token.Claims(&claims); err != nil {
		return identity{}, fmt.Errorf("read the ID token: %w", err)
	}
	verified := claims.Verified == true || claims.Verified == "true"
	if !a.config.OIDC.admits(claims.Email, verified) {
		return identity{}, &Fault{http.StatusForbidden, "domain"}
	}
	return identity{token.Issuer, token.Subject, claims.Name}, nil
}

// admits reports whether somebody with an e-mail address may teach.
func (p *Provider) admits(email string, verified bool) bool {
	if slices.Contains(p.Domains, "*") {
		return true
	}
	_, domain, ok := strings.Cut(email, "@")
	return ok && verified && slices.ContainsFunc(p.Domains, func(one string) bool { return strings.EqualFold(one, domain) })
}

// known returns the account of an identity: it makes one for a teacher who is new.
func (a *Accounts) known(tx *sql.Tx, who identity) (Account, error) {
	var id string
	err := tx.QueryRow("select account from identity where issuer = $1 and subject = $2", who.issuer, who.subject).Scan(&id)
	if err == nil {
		return find(tx, id)
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return Account{}, err
	}
	name, ok := cleanName(who.name)
	if !ok {
		name = texts["en"]["nameless"]
	}
	account, err := a.add(tx, name, Teacher)
	if err != nil {
		return Account{}, err
	}
	_, err = tx.Exec("insert into identity (issuer, subject, account) values ($1, $2, $3)", who.issuer, who.subject,
		account.ID)
	return account, err
}
