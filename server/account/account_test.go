package account

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"asynctour/server/store"
	"asynctour/server/store/storetest"
)

// TestFirst uses the link of a first start.
func TestFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, c store.Config) {
		s := open(t, c, nil)
		old, err := FirstLink(t.Context(), s.store)
		if err != nil {
			t.Fatal(err)
		}
		token, err := FirstLink(t.Context(), s.store) // another start
		if err != nil || token == "" {
			t.Fatal(token, err)
		}
		b := s.browser(t)
		b.want(403, "link", "POST", "/claim", map[string]string{"token": old, "name": "Eve"})
		b.want(401, "signedOut", "GET", "/api/account", nil)
		b.want(422, "name", "POST", "/claim", map[string]string{"token": token, "name": " "})
		b.want(422, "name", "POST", "/claim", map[string]string{"token": token, "name": "a\u202eb"})
		got := b.want(200, "", "POST", "/claim", map[string]string{"token": token, "name": " 李老师 "})
		if got["name"] != "李老师" || got["role"] != "operator" {
			t.Errorf("got %v", got)
		}
		b.want(200, "", "GET", "/api/account", nil)
		s.browser(t).want(403, "link", "POST", "/claim", map[string]string{"token": token, "name": "Eve"})
		if again, err := FirstLink(t.Context(), s.store); err != nil || again != "" {
			t.Errorf("there is an account, and still a link %q, %v", again, err)
		}
		kept := storetest.Rows(t, s.store, "select hash from claim union all select hash from session")
		if strings.Contains(strings.Join(kept, " "), token) || len(kept) != 2 {
			t.Errorf("kept: %q", kept)
		}
	})
}

// TestLink makes links of tour teacher: one that has expired, and one for somebody who has lost a passkey.
func TestLink(t *testing.T) {
	s := openSQLite(t)
	late, err := NewLink(t.Context(), s.store, Link{Name: "Ada", Role: Teacher})
	if err != nil {
		t.Fatal(err)
	}
	s.clock.at = s.clock.at.Add(linkTime)
	b := s.browser(t)
	b.want(403, "link", "POST", "/claim", map[string]string{"token": late})
	s.enter(t, Teacher)
	all, err := List(t.Context(), s.store)
	if err != nil || len(all) != 1 || all[0].Role != Teacher || all[0].Name != "teacher" {
		t.Fatalf("got %v, %v", all, err)
	}
	token, err := NewLink(t.Context(), s.store, Link{Account: all[0].ID})
	if err != nil {
		t.Fatal(err)
	}
	if got := b.want(200, "", "POST", "/claim", map[string]string{"token": token, "name": "Eve"}); got["name"] != "teacher" {
		t.Errorf("got %v", got)
	}
	if all, err := List(t.Context(), s.store); err != nil || len(all) != 1 {
		t.Errorf("got %v, %v", all, err)
	}
	if _, err := NewLink(t.Context(), s.store, Link{Account: "nobody"}); err == nil {
		t.Error("a link for nobody")
	}
	if _, err := NewLink(t.Context(), s.store, Link{Name: strings.Repeat("x", maxName+1)}); err == nil {
		t.Error("a name that is too long")
	}
}

// TestGuessing tries links that are none, until the address has to wait; others do not.
func TestGuessing(t *testing.T) {
	s := openSQLite(t)
	b := s.browser(t)
	right, err := NewLink(t.Context(), s.store, Link{Name: "Ada", Role: Teacher})
	if err != nil {
		t.Fatal(err)
	}
	tries := 0
	for ; tries < 100; tries++ {
		if status, _ := b.do("POST", "/claim", map[string]string{"token": fmt.Sprint(tries)}); status != 403 {
			break
		}
	}
	if tries != 21 {
		t.Errorf("%d wrong links", tries)
	}
	b.want(429, "wait", "POST", "/claim", map[string]string{"token": right})
	s.clock.at = s.clock.at.Add(time.Second)
	b.want(200, "", "POST", "/claim", map[string]string{"token": right})
}

// TestSession keeps a browser signed in that is used, and no other.
func TestSession(t *testing.T) {
	s := openSQLite(t)
	used, unused := s.enter(t, Teacher), s.enter(t, Teacher)
	for range 3 {
		s.clock.at = s.clock.at.Add(sessionTime / 2)
		used.want(200, "", "GET", "/api/account", nil)
	}
	unused.want(401, "signedOut", "GET", "/api/account", nil)
	used.want(204, "", "POST", "/sign-out", nil)
	used.want(401, "signedOut", "GET", "/api/account", nil)
	used.want(204, "", "POST", "/sign-out", nil)
	if left := storetest.Rows(t, s.store, "select hash from session"); len(left) != 1 {
		t.Errorf("left: %q", left)
	}
}

// TestCookie looks at what a browser gets.
func TestCookie(t *testing.T) {
	s := openSQLite(t)
	b := s.enter(t, Teacher)
	token, err := NewLink(t.Context(), s.store, Link{Name: "Ada", Role: Teacher})
	if err != nil {
		t.Fatal(err)
	}
	resp, err := b.client.Post(home+"/claim", "application/json", strings.NewReader(`{"token":"`+token+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	got := resp.Header.Get("Set-Cookie")
	if !regexp.MustCompile(`^__Host-tour=[A-Z2-7]{52}; Path=/; Max-Age=2592000; HttpOnly; Secure; SameSite=Lax$`).MatchString(got) {
		t.Errorf("got %q", got)
	}
}

// TestOtherPages has pages of other servers send requests, with the cookie of a teacher.
func TestOtherPages(t *testing.T) {
	s := openSQLite(t)
	b := s.enter(t, Operator)
	for _, route := range s.Routes() {
		method, path, _ := strings.Cut(route.Pattern, " ")
		if method == "GET" {
			continue // those change nothing
		}
		b.want(403, "elsewhere", method, path, nil, "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example")
		b.want(403, "elsewhere", method, path, nil, "Sec-Fetch-Site", "same-site", "Origin", "https://evil.example.com")
		b.want(403, "elsewhere", method, path, nil, "Sec-Fetch-Site", "", "Origin", "https://evil.example")
	}
	b.want(200, "", "GET", "/api/account", nil)
}

// may are the least roles of all routes.
var may = map[string]Role{
	"GET /claim":                Everyone,
	"POST /claim":               Everyone,
	"GET /sign-in":              Everyone,
	"POST /sign-out":            Everyone,
	"GET /api/account":          Assistant,
	"POST /api/passkey/begin":   Assistant,
	"POST /api/passkey/finish":  Assistant,
	"POST /api/passkey/ask":     Everyone,
	"POST /api/passkey/answer":  Everyone,
	"GET /oidc/start":           Everyone,
	"GET /oidc/callback":        Everyone,
	"GET /test/only-teachers":   Teacher,
	"GET /test/only-operators":  Operator,
	"GET /test/only-assistants": Assistant,
}

// TestRoutes has everybody use all routes. A route that is not in the table fails.
func TestRoutes(t *testing.T) {
	s := openSQLite(t)
	done := func(w http.ResponseWriter, _ *http.Request) error { _, err := io.WriteString(w, "done"); return err }
	routes := append(s.Routes(), Route{"GET /test/only-teachers", Teacher, done},
		Route{"GET /test/only-operators", Operator, done}, Route{"GET /test/only-assistants", Assistant, done})
	s.server.Config.Handler = s.Mux(routes)
	for _, route := range routes {
		least, ok := may[route.Pattern]
		if !ok {
			t.Errorf("%s is not in the table", route.Pattern)
		}
		method, path, _ := strings.Cut(route.Pattern, " ")
		for role := Everyone; role <= Operator; role++ {
			var b *browser
			switch role {
			case Everyone:
				b = s.browser(t)
			case Learner:
				continue // who has no account, and no cookie
			default:
				b = s.enter(t, role)
			}
			status, answer := b.do(method, path, nil)
			refused := answer["key"] == "signedOut" && status == 401 || answer["key"] == "role" && status == 403
			if refused != (role < least) {
				t.Errorf("%s of %s: got %d %v", route.Pattern, role, status, answer)
			}
		}
	}
	if len(may) != len(routes) {
		t.Errorf("the table has %d routes, and there are %d", len(may), len(routes))
	}
}

// TestFaults sends what no page sends.
func TestFaults(t *testing.T) {
	s := openSQLite(t)
	b := s.enter(t, Teacher)
	b.want(400, "malformed", "POST", "/claim", "text")
	b.want(413, "malformed", "POST", "/claim", map[string]string{"token": strings.Repeat("x", maxBody)})
	b.want(404, "noProvider", "GET", "/oidc/start", nil)
	if got := b.want(404, "noProvider", "GET", "/oidc/start", nil, "Accept-Language", "zh-CN"); got["text"] != texts["zh"]["fault.noProvider"] {
		t.Errorf("in Chinese: %v", got)
	}
	if err := s.store.Close(); err != nil {
		t.Fatal(err)
	}
	b.want(500, "internal", "GET", "/api/account", nil)
}

// TestTexts holds both languages to the same keys, and to the faults that there are.
func TestTexts(t *testing.T) {
	for key, text := range texts["en"] {
		other, ok := texts["zh"][key]
		if !ok || strings.Count(text, "%s") != strings.Count(other, "%s") {
			t.Errorf("%s: %q in Chinese is %q", key, text, other)
		}
	}
	if len(texts["en"]) != len(texts["zh"]) {
		t.Errorf("%d and %d texts", len(texts["en"]), len(texts["zh"]))
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var used []string
	for _, name := range files {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`Fault\{http\.\w+, "(\w+)"\}`).FindAllStringSubmatch(string(source), -1) {
			used = append(used, "fault."+m[1])
		}
	}
	for _, key := range used {
		if texts["en"][key] == "" {
			t.Errorf("there is no sentence %s", key)
		}
	}
	for key := range texts["en"] {
		if strings.HasPrefix(key, "fault.") && !slices.Contains(used, key) {
			t.Errorf("nothing answers with %s", key)
		}
	}
}

// TestPages reads both pages in both languages.
func TestPages(t *testing.T) {
	s := openSQLite(t)
	for path, key := range map[string]string{"/claim": "claimTitle", "/sign-in": "signInTitle"} {
		for _, lang := range []string{"en", "zh"} {
			req, err := http.NewRequestWithContext(t.Context(), "GET", home+path+"?fault=late&name=<script>", nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Accept-Language", lang)
			resp, err := s.browser(t).client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(resp.Body)
			resp.Body.Close()
			policy := resp.Header.Get("Content-Security-Policy")
			nonce := regexp.MustCompile(`script-src 'nonce-(\w{26})'`).FindStringSubmatch(policy)
			if err != nil || resp.StatusCode != 200 || nonce == nil || !strings.Contains(policy, "frame-ancestors 'none'") {
				t.Fatalf("%s: %v, %v, %q", path, resp.Status, err, policy)
			}
			for _, want := range []string{"<h1>" + texts[lang][key] + "</h1>", texts[lang]["fault.late"],
				`<script type="module" nonce="` + nonce[1] + `">// The page of`} {
				if !strings.Contains(string(text), want) {
					t.Errorf("%s in %s lacks %q:\n%s", path, lang, want, text)
				}
			}
			if strings.Contains(string(text), "<script>") {
				t.Errorf("%s has a script without a nonce", path)
			}
		}
	}
}
