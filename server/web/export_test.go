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

// TestExportParts exports a toolchain with a file that is too large for some hosts: it is cut,
// each part has its twin, and the parts make the whole.
func TestExportParts(t *testing.T) {
	whole := bytes.Repeat([]byte("0123456789"), 2*maxFile/10+1)
	c := small(t)
	toolchain := fstest.MapFS{
		"made.json":           {Data: []byte(`{"description":"toolchain-12.json"}`)},
		"toolchain-12.json":   {Data: []byte(`{"files":[{"packed":1000}]}`)},
		"objects-34.pack.br":  compressed(t, string(whole)),
		"compile-56.wasm.br":  compressed(t, string(whole[:maxFile])),
		"compile-78.1.tar.br": compressed(t, "no part"),
	}
	c.Features = func() *Features { return &Features{Toolchain: toolchain} }
	files := exportSmall(t, c)
	var joined, twins []byte
	for _, part := range []string{"1", "2", "3"} {
		name := "assets/toolchain/objects-34." + part + ".pack"
		joined = append(joined, files[name]...)
		unpacked, err := gzip.NewReader(strings.NewReader(files[name+".z"]))
		if err != nil {
			t.Fatalf("the twin of %s: %v", name, err)
		}
		content, err := io.ReadAll(unpacked)
		if err != nil {
			t.Fatalf("the twin of %s: %v", name, err)
		}
		twins = append(twins, content...)
	}
	if !bytes.Equal(joined, whole) || !bytes.Equal(twins, whole) {
		t.Errorf("the parts have %d bytes, and their twins %d; want %d", len(joined), len(twins), len(whole))
	}
	for name, content := range files {
		if len(content) > maxFile {
			t.Errorf("%s has %d bytes, want at most %d", name, len(content), maxFile)
		}
	}
	if len(files["assets/toolchain/compile-56.wasm"]) != maxFile {
		t.Error("a file that is just not too large is not whole")
	}
	if _, ok := files["assets/toolchain/objects-34.4.pack"]; ok {
		t.Error("there is a part too many")
	}
}

// TestHostFiles holds the headers of a static host to those of a server.
func TestHostFiles(t *testing.T) {
	c := small(t)
	c.Base = "/course/"
	files := exportSmall(t, c)
	if content, ok := files[".nojekyll"]; !ok || content != "" {
		t.Errorf(".nojekyll is %q, %v", content, ok)
	}
	sent := map[string]map[string]string{} // by pattern and name
	var pattern string
	for line := range strings.Lines(files["_headers"]) {
		line = strings.TrimRight(line, "\n")
		name, value, ok := strings.Cut(strings.TrimPrefix(line, "  "), ": ")
		switch {
		case strings.HasPrefix(line, "/"):
			pattern = line
			sent[pattern] = map[string]string{}
		case strings.HasPrefix(line, "  ") && ok:
			sent[pattern][name] = value
		case line != "" && !strings.HasPrefix(line, "#"):
			t.Errorf("_headers has the line %q", line)
		}
	}
	h := newServer(t, c)
	for pattern, address := range map[string]string{"/course/*": "/course/en/", "/course/assets/*": "/course/assets/main-AB.js"} {
		response, _ := do(t, h, get(address))
		if len(sent[pattern]) == 0 {
			t.Errorf("_headers has nothing for %s", pattern)
		}
		for name, value := range sent[pattern] {
			if got := response.Header.Get(name); !strings.Contains(got, value) {
				t.Errorf("%s: a static host sends %s: %s, a server %q", pattern, name, value, got)
			}
		}
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
