package account

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"asynctour/server/gate"
	"asynctour/server/store"
	"asynctour/server/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Run(m)) }

// home is where the tests' server is: a name, since passkeys need one. httptest has a certificate for it.
const home = "https://tour.example.com"

// A clock is moved by hand.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

// A site is a server of accounts.
type site struct {
	*Accounts
	store  *store.Store
	clock  *clock
	server *httptest.Server
}

// open opens a site on a database.
func open(t *testing.T, c store.Config, provider *Provider) *site {
	t.Helper()
	s := &site{clock: &clock{time.Now()}}
	c.Now = s.clock.now
	s.store = storetest.Open(t, c)
	var err error
	s.Accounts, err = New(Config{Store: s.store, Base: "/", OIDC: provider, Guesses: gate.NewGuesses(s.clock.now),
		Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	s.server = httptest.NewTLSServer(s.Handler())
	t.Cleanup(s.server.Close)
	return s
}

// openSQLite opens one on SQLite.
func openSQLite(t *testing.T) *site {
	t.Helper()
	return open(t, store.Config{Dir: t.TempDir()}, nil)
}

// A browser has cookies of its own.
type browser struct {
	t      *testing.T
	client *http.Client
}

// browser returns a new one.
func (s *site) browser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := *s.server.Client()
	client.Jar = jar
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{t, &client}
}

// do sends a request as a page of the tour does, and returns the status and what is answered.
func (b *browser) do(method, path string, body any, header ...string) (status int, answer map[string]any) {
	b.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		b.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(b.t.Context(), method, home+path, bytes.NewReader(data))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	if len(text) > 0 && resp.Header.Get("Content-Type") == "application/json" {
		if err := json.Unmarshal(text, &answer); err != nil {
			b.t.Fatalf("%s %s: %v: %s", method, path, err, text)
		}
	}
	return resp.StatusCode, answer
}

// want sends a request, and fails if it is not answered with a status and, of an error, a key.
func (b *browser) want(status int, key, method, path string, body any, header ...string) map[string]any {
	b.t.Helper()
	got, answer := b.do(method, path, body, header...)
	if got != status || key != "" && answer["key"] != key {
		b.t.Errorf("%s %s: got %d %v, want %d %s", method, path, got, answer, status, key)
	}
	return answer
}

// enter returns a browser in which somebody is signed in.
func (s *site) enter(t *testing.T, role Role) *browser {
	t.Helper()
	token, err := NewLink(t.Context(), s.store, Link{Name: role.String(), Role: role})
	if err != nil {
		t.Fatal(err)
	}
	b := s.browser(t)
	b.want(200, "", "POST", "/claim", map[string]string{"token": token})
	return b
}
