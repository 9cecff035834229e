package web

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/andybalholm/brotli"
	"golang.org/x/tools/txtar"

	"asynctour/server/accept"
	"asynctour/server/course"
	"asynctour/server/play"
)

// archive returns the files of a txtar file.
func archive(t *testing.T, file string) fstest.MapFS {
	t.Helper()
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for _, f := range a.Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return fsys
}

func compressed(t *testing.T, text string) *fstest.MapFile {
	t.Helper()
	data, err := encode([]byte(text), accept.Brotli)
	if err != nil {
		t.Fatal(err)
	}
	return &fstest.MapFile{Data: data}
}

// small returns the configuration of a server of two lessons and a few assets.
func small(t *testing.T) Config {
	t.Helper()
	c, err := course.Parse(archive(t, "testdata/lessons.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	return Config{
		Course: c,
		Site:   archive(t, "testdata/site.txtar"),
		Assets: fstest.MapFS{
			".keep":         {},
			"manifest.json": {Data: []byte(`{"main.js":"main-AB.js","main.css":"main-CD.css","worker/runner.js":"runner-EG.js","worker/builder.js":"builder-EH.js","sw.js":"sw-GH.js"}`)},
			"main-AB.js":    {Data: []byte("main script")}, "main-AB.js.br": compressed(t, "main script"),
			"main-CD.css": {Data: []byte("style")},
			"sw-GH.js":    {Data: []byte("service worker")},
		},
		Wasm: fstest.MapFS{
			"manifest.json":                 {Data: []byte(`{"js":{"gather/three-tasks":"three-tasks-12.wasm"},"wasi":{"gather/three-tasks":"no.wasm"},"page":{"source":"source-34.wasm","complete":"complete-56.wasm","trace":"trace-90.wasm"},"zones":"zones-7a.zip"}`)},
			"js/three-tasks-12.wasm.br":     compressed(t, "three tasks module"),
			"wasi/gather-three-tasks-56.br": compressed(t, "not for pages"),
		},
		Python: fstest.MapFS{
			"made.json":         {Data: []byte(`{"description":"python-78.json"}`)},
			"python-78.json":    {Data: []byte(`{"files":[{"packed":1000000}]}`)},
			"asm-9A.js.br":      compressed(t, "Emscripten's side"),
			"python-BC.wasm.br": compressed(t, "the interpreter"),
			"stdlib-DE.zip.br":  compressed(t, "the library"),
		},
		Run: text("the websocket"), Build: text("the builder"),
		Server: true,
		Log:    slog.New(slog.NewTextHandler(t.Output(), nil)),
	}
}

func text(body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
}

func newServer(t *testing.T, c Config) http.Handler {
	t.Helper()
	h, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// TestRoutes runs the scripts of testdata. A script is a list of requests, each with
// checks of its response:
//
//	GET /en/                 the request
//	> Accept-Language: zh    a header of it
//	< 200                    the status
//	< Vary: Cookie           a header that contains this; "Vary:" alone: there is none
//	+ text                   the body, decoded, contains it
//	- text                   the body does not
func TestRoutes(t *testing.T) {
	for _, test := range []struct {
		script string
		change func(*Config)
	}{
		{"routes.txt", func(*Config) {}},
		{"base.txt", func(c *Config) { c.Base = "/course/async/" }},
		{"origin.txt", func(c *Config) { c.Origin = "https://tour.example" }},
		{"pages-only.txt", func(c *Config) {
			c.Run, c.Build, c.Server = nil, nil, false
			c.Ready = func() error { return errors.New("still building") }
		}},
	} {
		t.Run(test.script, func(t *testing.T) {
			c := small(t)
			test.change(&c)
			playScript(t, newServer(t, c), "testdata/"+test.script)
		})
	}
}

// playScript runs a script.
func playScript(t *testing.T, h http.Handler, file string) {
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var request *http.Request
	var response *http.Response
	var body string
	ask := func() {
		if response == nil {
			response, body = do(t, h, request)
		}
	}
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		verb, rest, _ := strings.Cut(line, " ")
		fail := func(format string, args ...any) {
			t.Errorf("%s:%d: %s: %s", file, n, request.URL, fmt.Sprintf(format, args...))
		}
		switch verb {
		case "", "#":
		case "GET", "HEAD", "POST":
			request, response = httptest.NewRequest(verb, rest, nil), nil
		case ">":
			name, value, _ := strings.Cut(rest, ": ")
			if name == "Host" {
				request.Host = value
			}
			request.Header.Add(name, value)
		case "<":
			ask()
			name, value, isHeader := strings.Cut(rest, ":")
			got := strings.Join(response.Header.Values(name), ", ")
			if !isHeader && rest != fmt.Sprint(response.StatusCode) {
				fail("got status %d, want %s", response.StatusCode, rest)
			} else if isHeader && (!strings.Contains(got, strings.TrimSpace(value)) || value == "" && got != "") {
				fail("got %s: %q, want%s", name, got, value)
			}
		case "+", "-":
			ask()
			if strings.Contains(body, rest) != (verb == "+") {
				fail("want %s %q, got\n%s", verb, rest, body)
			}
		default:
			t.Fatalf("%s:%d: what is %q?", file, n, line)
		}
	}
}

// do serves a request, and returns the response and its decoded body.
func do(t *testing.T, h http.Handler, r *http.Request) (*http.Response, string) {
	t.Helper()
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, r)
	response := recorder.Result()
	length := int64(recorder.Body.Len())
	if response.ContentLength >= 0 && response.ContentLength != length && r.Method != http.MethodHead {
		t.Errorf("%s: Content-Length is %d, the body has %d bytes", r.URL, response.ContentLength, length)
	}
	var decoded io.Reader = response.Body
	switch response.Header.Get("Content-Encoding") {
	case accept.Brotli:
		decoded = brotli.NewReader(response.Body)
	case accept.Gzip:
		if r.Method == http.MethodHead {
			break
		}
		var err error
		if decoded, err = gzip.NewReader(response.Body); err != nil {
			t.Fatalf("%s: %v", r.URL, err)
		}
	}
	body, err := io.ReadAll(decoded)
	if err != nil && r.Method != http.MethodHead {
		t.Fatalf("%s: %v", r.URL, err)
	}
	return response, string(body)
}

func get(path string) *http.Request { return httptest.NewRequest("GET", path, nil) }

// TestNonce checks that each response has a nonce of its own, the same in policy and
// document, and that a 304 does not replace the policy of the kept document.
func TestNonce(t *testing.T) {
	h := newServer(t, small(t))
	nonces := map[string]bool{}
	var tag string
	for range 2 {
		response, body := do(t, h, get("/en/gather/"))
		_, nonce, _ := strings.Cut(body, `nonce="`)
		nonce, _, _ = strings.Cut(nonce, `"`)
		if policy := response.Header.Get("Content-Security-Policy"); nonce == "" || !strings.Contains(policy, "'nonce-"+nonce+"'") {
			t.Errorf("the document's nonce is %q, the policy %q", nonce, policy)
		}
		nonces[nonce] = true
		if other := response.Header.Get("ETag"); other == "" || tag != "" && other != tag {
			t.Errorf("ETag: got %q after %q", other, tag)
		} else {
			tag = other
		}
	}
	if len(nonces) != 2 {
		t.Errorf("two responses have the nonces %v", nonces)
	}
	r := get("/en/gather/")
	r.Header.Set("If-None-Match", `"x", `+tag)
	response, body := do(t, h, r)
	if response.StatusCode != http.StatusNotModified || body != "" || response.Header.Get("Content-Security-Policy") != "" {
		t.Errorf("If-None-Match: got %d, policy %q, body %q", response.StatusCode, response.Header.Get("Content-Security-Policy"), body)
	}
}

// TestAssetOnce has many clients without brotli request a file at once: it is
// decompressed once.
func TestAssetOnce(t *testing.T) {
	k, err := load(small(t))
	if err != nil {
		t.Fatal(err)
	}
	a := k.assets["three-tasks-12.wasm"]
	bodies := make(chan []byte)
	for range 8 {
		go func() {
			r, _, err := a.open(accept.Gzip)
			if err != nil {
				t.Error(err)
				bodies <- nil
				return
			}
			body, _ := io.ReadAll(r) // of a bytes.Reader
			bodies <- body
		}()
	}
	first := <-bodies
	for range 7 {
		if body := <-bodies; string(body) != string(first) {
			t.Error("bodies differ")
		}
	}
	if len(a.made) != 1 {
		t.Errorf("made %d representations, want 1", len(a.made))
	}
}

// TestNewFaults checks that faulty content stops the start, with an error that says what
// to do.
func TestNewFaults(t *testing.T) {
	for want, change := range map[string]func(*Config){
		"scripts and styles: not built yet: run make build": func(c *Config) { c.Assets = fstest.MapFS{".keep": {}} },
		"programs: not built yet: run make build":           func(c *Config) { c.Wasm = fstest.MapFS{".keep": {}} },
		`no main.css: not built yet`: func(c *Config) {
			c.Assets = fstest.MapFS{"manifest.json": {Data: []byte(`{"main.js":"main-AB.js"}`)}}
		},
		`map has no entry for key "gone"`: func(c *Config) {
			c.Site.(fstest.MapFS)["templates/home.html"] = &fstest.MapFile{Data: []byte(`{{define "main"}}{{.T.gone}}{{end}}`)}
		},
		`the site's manifest has no "gone.js"`: func(c *Config) {
			c.Site.(fstest.MapFS)["templates/home.html"] = &fstest.MapFile{Data: []byte(`{{define "main"}}{{asset "gone.js"}}{{end}}`)}
		},
		`text/en.json: there is another text "run"`: func(c *Config) {
			c.Site.(fstest.MapFS)["text/en.json"] = &fstest.MapFile{Data: []byte(`{"run": "Run"}`)}
		},
		`-base "course": must begin and end with "/"`: func(c *Config) { c.Base = "course" },
	} {
		c := small(t)
		change(&c)
		if _, err := New(c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

// TestFault serves a page that cannot be rendered: an internal error without details.
func TestFault(t *testing.T) {
	c := small(t)
	c.Site.(fstest.MapFS)["templates/home.html"] = &fstest.MapFile{Data: []byte(`{{define "main"}}{{if eq .Origin "http://broken"}}{{.T.secret}}{{end}}{{end}}`)}
	h := newServer(t, c)
	r := get("/zh/")
	r.Host = "broken"
	response, body := do(t, h, r)
	if response.StatusCode != 500 || response.Header.Get("ETag") != "" || !strings.Contains(body, "error 500") || strings.Contains(body, "secret") {
		t.Errorf("got %d, ETag %q, %s", response.StatusCode, response.Header.Get("ETag"), body)
	}
	if response, _ := do(t, h, get("/zh/")); response.StatusCode != 200 {
		t.Errorf("another host: got %d", response.StatusCode)
	}
}

// TestPageLimits changes the server's limits: a page gets them, each under the
// name that the page's own contract has.
func TestPageLimits(t *testing.T) {
	c := small(t)
	c.Limits = play.DefaultLimits()
	c.Limits.Wall, c.Limits.BuildTime, c.Limits.Source = 5*time.Second, 4*time.Second, 1000
	_, body := do(t, newServer(t, c), get("/en/gather/"))
	_, rest, _ := strings.Cut(body, `id="tour-config"`)
	_, rest, _ = strings.Cut(rest, ">")
	text, _, _ := strings.Cut(rest, "</script>")
	var config struct{ Limits map[string]int64 }
	if err := json.Unmarshal([]byte(text), &config); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	for name, want := range map[string]int64{
		"wall": 5000, "build": 3 * 4000, "source": 1000, "files": 20, "memory": 256 << 20, "output": 1 << 20,
		"buildMemory": 1 << 30, "binary": 32 << 20, "trace": play.MaxTrace,
	} {
		if got := config.Limits[name]; got != want {
			t.Errorf("%s: got %d, want %d", name, got, want)
		}
	}
	contract, err := os.ReadFile("../../site/ts/contract/limits.ts")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, match := range regexp.MustCompile(`(?m)^\t(\w+): number;$`).FindAllSubmatch(contract, -1) {
		names = append(names, string(match[1]))
	}
	slices.Sort(names)
	if sent := slices.Sorted(maps.Keys(config.Limits)); !slices.Equal(sent, names) {
		t.Errorf("the page gets %q, and its contract has %q", sent, names)
	}
}

// TestProblems has /readyz report what is wrong with a server that is ready, and with one that is not.
func TestProblems(t *testing.T) {
	c := small(t)
	var unready error
	c.Ready = func() error { return unready }
	c.Problems = func() []string { return []string{"the disk is full", "there is no Go"} }
	h := newServer(t, c)
	for _, test := range []struct {
		unready error
		status  int
		body    string
	}{
		{nil, http.StatusOK, "ready\nthe disk is full\nthere is no Go\n"},
		{errors.New("the server shuts down"), http.StatusServiceUnavailable, "not ready: the server shuts down\n"},
	} {
		unready = test.unready
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/readyz", nil))
		if w.Code != test.status || w.Body.String() != test.body {
			t.Errorf("it answers %d %q, want %d %q", w.Code, w.Body, test.status, test.body)
		}
	}
}
