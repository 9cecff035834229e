package web

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"asynctour/server/play"
)

// exportSmall exports the small tour and returns its files by name.
func exportSmall(t *testing.T, c Config) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := Export(c, func(name string, content []byte) error {
		if _, ok := files[name]; ok {
			t.Errorf("%s is written twice", name)
		}
		files[name] = string(content)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestExport(t *testing.T) {
	c := small(t)
	c.Base, c.Limits = "/course/async/", play.DefaultLimits()
	files := exportSmall(t, c)
	for name, wants := range map[string][]string{
		"index.html":                 {`<a href="/course/async/zh/">之旅</a>`},
		"404.html":                   {"error 404"},
		"en/index.html":              {`href="/course/async/assets/main-CD.css"`, `"server":false`, `"packed":".z"`, `"wall":60000`, `http-equiv="Content-Security-Policy"`},
		"zh/gather/index.html":       {`"gather/three-tasks":"/course/async/assets/three-tasks-12.wasm"`},
		"assets/three-tasks-12.wasm": {"three tasks module"},
		"assets/main-AB.js":          {"main script"},
		"favicon.svg":                {"<svg/>"},
		"icons/icon-192.png":         {"an icon"},
		"manifest.webmanifest":       {`"scope": "/course/async/"`},
		"release.json":               {`{"id": "`},
		"sw.js":                      {`self.tourRelease={"id":"`, `"base":"/course/async/","twin":".z"`, "service worker"},
	} {
		content, ok := files[name]
		if !ok {
			t.Errorf("there is no %s", name)
		}
		for _, want := range wants {
			if !strings.Contains(content, want) {
				t.Errorf("%s has no %q:\n%s", name, want, content)
			}
		}
	}
	for name, content := range files {
		if strings.HasSuffix(name, ".html") && strings.Contains(content, "on the server") {
			t.Errorf("%s has what needs a server:\n%s", name, content)
		}
		if strings.HasSuffix(name, ".br") || strings.Contains(name, "sw-GH") || strings.HasPrefix(name, "assets/main-AB.js.") {
			t.Errorf("%s is of no use to a static host", name)
		}
	}
	unpacked, err := gzip.NewReader(strings.NewReader(files["assets/three-tasks-12.wasm.z"]))
	if err != nil {
		t.Fatalf("the twin: %v", err)
	}
	if got, err := io.ReadAll(unpacked); err != nil || string(got) != "three tasks module" {
		t.Errorf("the twin holds %q, %v", got, err)
	}
}

// TestExportRelease exports the same tour to the same bytes and release, and a changed
// one to others.
func TestExportRelease(t *testing.T) {
	first := exportSmall(t, small(t))
	for name, content := range exportSmall(t, small(t)) {
		if first[name] != content {
			t.Errorf("%s differs from one export to the next", name)
		}
	}
	for what, change := range map[string]func(*Config){
		"a style": func(c *Config) { c.Assets.(fstest.MapFS)["main-CD.css"] = &fstest.MapFile{Data: []byte("another")} },
		"a text": func(c *Config) {
			c.Site.(fstest.MapFS)["parts/snippet/zh.json"].Data = []byte(`{"run":"跑"}`)
		},
		"an icon":  func(c *Config) { c.Site.(fstest.MapFS)["icons/icon-192.png"].Data = []byte("another") },
		"the base": func(c *Config) { c.Base = "/elsewhere/" },
	} {
		c := small(t)
		change(&c)
		files := exportSmall(t, c)
		if files["sw.js"] == first["sw.js"] || releaseOf(t, files) == releaseOf(t, first) {
			t.Errorf("after a change of %s the release is the same", what)
		}
	}
}

func releaseOf(t *testing.T, files map[string]string) string {
	t.Helper()
	_, id, ok := strings.Cut(files["en/index.html"], `"release":"`)
	if id, _, _ = strings.Cut(id, `"`); !ok || len(id) != 16 {
		t.Fatalf("the release of a page is %q", id)
	}
	return id
}

// TestExportOrigin checks that pages have absolute addresses only if the origin is known.
func TestExportOrigin(t *testing.T) {
	c := small(t)
	c.Base, c.Origin = "/course/", "https://example.org"
	files := exportSmall(t, c)
	for name, want := range map[string]string{
		"zh/gather/index.html": `<link rel="canonical" href="https://example.org/course/zh/gather/">`,
		"sitemap.xml":          "<loc>https://example.org/course/en/task-group/</loc>",
		"robots.txt":           "Sitemap: https://example.org/course/sitemap.xml",
	} {
		if !strings.Contains(files[name], want) {
			t.Errorf("%s has no %q:\n%s", name, want, files[name])
		}
	}
	files = exportSmall(t, small(t))
	if _, ok := files["sitemap.xml"]; ok || strings.Contains(files["robots.txt"], "Sitemap") || strings.Contains(files["en/index.html"], "canonical") {
		t.Errorf("without an origin there are addresses with one: %q, %q", files["robots.txt"], files["en/index.html"])
	}
}

func TestExportFaults(t *testing.T) {
	c := small(t)
	c.Base = "course"
	if err := Export(c, nil); err == nil || !strings.Contains(err.Error(), `-base "course": must begin and end with "/"`) {
		t.Errorf("a bad base: got %v", err)
	}
	c = small(t)
	c.Origin = "https://example.org/course"
	if err := Export(c, nil); err == nil || !strings.Contains(err.Error(), `-origin "https://example.org/course": must be`) {
		t.Errorf("a bad origin: got %v", err)
	}
	full := errors.New("disk full")
	if err := Export(small(t), func(string, []byte) error { return full }); !errors.Is(err, full) {
		t.Errorf("a write that fails: got %v", err)
	}
}

// TestDevWorker checks that an author's service worker keeps nothing.
func TestDevWorker(t *testing.T) {
	k := &content{entries: map[string]string{workerScript: "sw-GH.js"}, assets: map[string]*asset{
		"sw-GH.js": {fsys: small(t).Assets, name: "sw-GH.js", plain: true, made: map[string][]byte{}},
	}}
	script, err := k.worker()
	if err != nil || !bytes.HasPrefix(script, []byte("self.tourRelease=null;\n")) {
		t.Errorf("got %q, %v", script, err)
	}
}
