package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// statics are the web servers that server/deploy has files for, to serve an export.
var statics = map[string]webServer{
	"nginx": {program: "nginx", file: "static.nginx", own: nginxOwn, around: nginxAround, args: nginxArgs},
	"caddy": {program: "caddy", file: "static.Caddyfile",
		own: []string{"tour.example {", "http:// {\n\tbind unix/SOCKET"}, around: caddyAround, args: caddyArgs},
}

// TestStatic serves an export by each file: types are right, what can be compressed is, and the headers are those
// that the export's own _headers has, which server/web is the owner of.
func TestStatic(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	if _, err := exportTo(t.Context(), out, small(t, "/")); err != nil {
		t.Fatal(err)
	}
	programs, err := filepath.Glob(filepath.Join(out, "assets", "*.wasm"))
	if err != nil || len(programs) == 0 {
		t.Fatalf("there are no programs: %v", err)
	}
	scripts, err := filepath.Glob(filepath.Join(out, "assets", "main-*.js"))
	if err != nil || len(scripts) == 0 {
		t.Fatalf("there are no scripts: %v", err)
	}
	for name, server := range statics {
		t.Run(name, func(t *testing.T) {
			v := newVisitor(t, server.start(t, "/srv/tour", out))
			for file, want := range map[string]string{
				"":                                     "text/html",
				"en/gather/":                           "text/html",
				"sw.js":                                "javascript",
				"assets/" + filepath.Base(scripts[0]):  "javascript",
				"assets/" + filepath.Base(programs[0]): "application/wasm",
			} {
				resp, _ := v.ask("GET", "/"+file, "Accept-Encoding", "gzip")
				if resp.StatusCode != http.StatusOK || !strings.Contains(resp.Header.Get("Content-Type"), want) {
					t.Errorf("%s answers %s as %q, want %s", file, resp.Status, resp.Header.Get("Content-Type"), want)
				}
				if strings.HasPrefix(file, "assets/main") && resp.Header.Get("Content-Encoding") != "gzip" {
					t.Errorf("%s is not compressed", file)
				}
				checkHeaders(t, out, file, resp.Header)
			}
			if resp, body := v.ask("GET", "/en/nowhere/"); resp.StatusCode != http.StatusNotFound ||
				!strings.Contains(string(body), "status-code") {
				t.Errorf("what is not there answers %s, %.300s", resp.Status, body)
			}
		})
	}
}

// hostRules returns the rules of an export's _headers: the headers by the pattern.
func hostRules(t *testing.T, out string) map[string]http.Header {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(out, "_headers"))
	if err != nil {
		t.Fatal(err)
	}
	rules := map[string]http.Header{}
	var pattern string
	for line := range strings.Lines(string(text)) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if strings.HasPrefix(line, "/") {
			pattern = name
			rules[pattern] = http.Header{}
		} else if strings.HasPrefix(line, " ") && ok {
			rules[pattern].Set(name, value)
		}
	}
	return rules
}

// checkHeaders checks that the response for a file has the headers that an export's _headers has for it.
func checkHeaders(t *testing.T, out, file string, got http.Header) {
	t.Helper()
	for pattern, headers := range hostRules(t, out) {
		if !strings.HasPrefix("/"+file, strings.TrimSuffix(pattern, "*")) {
			continue
		}
		for name := range headers {
			if got.Get(name) != headers.Get(name) {
				t.Errorf("/%s has %s: %q, want %q", file, name, got.Get(name), headers.Get(name))
			}
		}
	}
	want := "no-cache"
	if strings.HasPrefix(file, "assets/") {
		want = hostRules(t, out)["/assets/*"].Get("Cache-Control")
	}
	if got.Get("Cache-Control") != want {
		t.Errorf("/%s has Cache-Control: %q, want %q", file, got.Get("Cache-Control"), want)
	}
}

// TestHtaccess holds the headers of the file for Apache to those of an export.
func TestHtaccess(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	if _, err := exportTo(t.Context(), out, small(t, "/")); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join("deploy", "static.htaccess"))
	if err != nil {
		t.Fatal(err)
	}
	for _, headers := range hostRules(t, out) {
		for name := range headers {
			if want := "Header set " + name + ` "` + headers.Get(name) + `"`; !strings.Contains(string(text), want) {
				t.Errorf("static.htaccess has no %s", want)
			}
		}
	}
}
