package web

import (
	"bytes"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"
	"time"
)

// next returns the configuration of the release after that of small: its main script has another name.
func next(t *testing.T, kept string) Config {
	c := small(t)
	c.Kept = kept
	c.Assets = fstest.MapFS{
		"manifest.json": {Data: []byte(`{"main.js":"main-YZ.js","main.css":"main-CD.css","sw.js":"sw-YZ.js"}`)},
		"main-YZ.js":    {Data: []byte("next script")},
		"main-CD.css":   {Data: []byte("style")},
		"sw-YZ.js":      {Data: []byte("next service worker")},
	}
	return c
}

// served returns the status and the body of an asset.
func served(t *testing.T, h http.Handler, name, encoding string) (int, string) {
	t.Helper()
	r := get("/assets/" + name)
	r.Header.Set("Accept-Encoding", encoding)
	response, body := do(t, h, r)
	return response.StatusCode, body
}

// TestEarlierAssets serves the assets of the release before, and no others.
func TestEarlierAssets(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "releases")
	old := small(t)
	old.Kept = dir
	newServer(t, old)
	h := newServer(t, next(t, dir))
	for _, test := range []struct {
		name, encoding string
		status         int
		body           string
	}{
		{"main-AB.js", "", 200, "main script"},
		{"main-AB.js", "br", 200, "main script"},
		{"main-AB.js", "gzip", 200, "main script"},
		{"main-YZ.js", "", 200, "next script"},
		{"main-CD.css", "", 200, "style"},
		{"sw-GH.js", "", 404, ""},
		{listFile, "", 404, ""},
		{"main-AB.js.br", "", 404, ""},
	} {
		status, body := served(t, h, test.name, test.encoding)
		if status != test.status || test.body != "" && body != test.body {
			t.Errorf("%s as %q: %d %q, want %d %q", test.name, test.encoding, status, body, test.status, test.body)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "python-BC.wasm.br")); err == nil {
		t.Error("Python is kept")
	}
	h = newServer(t, next(t, dir))
	if status, _ := served(t, h, "main-AB.js", ""); status != 200 {
		t.Errorf("after a restart an asset of the first release is answered with %d", status)
	}
	back := small(t)
	back.Kept = dir
	h = newServer(t, back)
	if status, _ := served(t, h, "main-YZ.js", ""); status != 200 {
		t.Errorf("after a way back an asset of the later release is answered with %d", status)
	}
}

// TestEarlierAssetsHeaders serves them as if they were of the present release.
func TestEarlierAssetsHeaders(t *testing.T) {
	dir := t.TempDir()
	old := small(t)
	old.Kept = dir
	before, _ := do(t, newServer(t, old), get("/assets/main-AB.js"))
	after, _ := do(t, newServer(t, next(t, dir)), get("/assets/main-AB.js"))
	want, got := before.Header, after.Header
	for _, name := range []string{"Content-Type", "Content-Security-Policy", "Cache-Control", "Etag", "Vary"} {
		if got.Get(name) != want.Get(name) || want.Get(name) == "" {
			t.Errorf("%s: %q, want %q", name, got.Get(name), want.Get(name))
		}
	}
}

// TestEarlierAssetsEnd removes them when their time is over, those that went first when there
// is no more room, and what is damaged.
func TestEarlierAssetsEnd(t *testing.T) {
	dir := t.TempDir()
	now := time.Now()
	c := small(t)
	c.Kept = dir
	k, err := load(mustAddress(t, c))
	if err != nil {
		t.Fatal(err)
	}
	keepAssets(c, k, now)
	later := next(t, dir)
	k2, err := load(mustAddress(t, later))
	if err != nil {
		t.Fatal(err)
	}
	found := keepAssets(later, k2, now.Add(time.Hour))
	gone := now.Add(time.Hour)
	if found.find("main-AB.js", gone.Add(keptTime-time.Second)) == nil {
		t.Error("it went before its time")
	}
	if found.find("main-AB.js", gone.Add(keptTime)) != nil {
		t.Error("it is served after its time")
	}
	if err := os.WriteFile(filepath.Join(dir, "main-AB.js"), []byte("main scrip"), 0o644); err != nil {
		t.Fatal(err)
	}
	found = keepAssets(later, k2, now.Add(2*time.Hour))
	if a := found.find("main-AB.js", now.Add(2*time.Hour)); a == nil || a.plain || !a.br {
		t.Errorf("of an asset whose plain file is damaged there is %+v", a)
	}
	found = keepAssets(later, k2, gone.Add(keptTime))
	if len(found) != 0 {
		t.Errorf("after their time there are %v", found)
	}
	names, err := fs.Glob(os.DirFS(dir), "main-*")
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"main-CD.css", "main-YZ.js"}; !slices.Equal(names, want) {
		t.Errorf("the folder has %q, want %q", names, want)
	}
}

func mustAddress(t *testing.T, c Config) Config {
	if err := c.setAddress(); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestKeep keeps what went last, as long as there is room.
func TestKeep(t *testing.T) {
	now := time.Now()
	var gone []Gone
	for i := range 20 {
		since := now.Add(-time.Duration(i) * time.Hour)
		gone = append(gone, Gone{Name: string(rune('a' + i)), Bytes: keptFile, Since: since})
	}
	gone = append(gone,
		Gone{Name: "large", Bytes: keptFile + 1, Since: now},
		Gone{Name: toolchainDir + "link", Bytes: 1, Since: now},
		Gone{Name: pythonDir + "asm", Bytes: 1, Since: now},
		Gone{Name: "old", Bytes: 1, Since: now.Add(-keptTime)})
	slices.Reverse(gone)
	var names string
	for _, g := range Keep(gone, now) {
		names += g.Name
	}
	if want := "abcdefghijklmnop"; names != want {
		t.Errorf("kept %s, want %s", names, want)
	}
}

// TestKeptFolderFaults serves the present release whatever is wrong with the folder.
func TestKeptFolderFaults(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	damaged := t.TempDir()
	for name, content := range map[string]string{file: "", filepath.Join(damaged, listFile): `{"main-AB.js":`,
		filepath.Join(damaged, "main-AB.js"): "something else"} {
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		dir    string
		logged bool
	}{{file, true}, {filepath.Join(file, "beneath"), true}, {damaged, false}} {
		var log bytes.Buffer
		c := small(t)
		c.Kept, c.Log = test.dir, slog.New(slog.NewTextHandler(&log, nil))
		if status, body := served(t, newServer(t, c), "main-AB.js", ""); status != 200 || body != "main script" {
			t.Errorf("with %s the script is answered with %d %q", test.dir, status, body)
		}
		if logged := log.Len() > 0; logged != test.logged {
			t.Errorf("with %s the log has %q", test.dir, log.String())
		}
	}
	status, body := served(t, newServer(t, next(t, damaged)), "main-AB.js", "")
	if status != 200 || body != "main script" {
		t.Errorf("what a damaged folder is given afterwards is answered with %d %q", status, body)
	}
}

// TestKeptFileVanishes answers for a file that somebody has removed as for one that was never there.
func TestKeptFileVanishes(t *testing.T) {
	dir := t.TempDir()
	old := small(t)
	old.Kept = dir
	newServer(t, old)
	h := newServer(t, next(t, dir))
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if status, _ := served(t, h, "main-AB.js", "br"); status != 404 {
		t.Errorf("it is answered with %d", status)
	}
}
