package web

import (
	"maps"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

// TestFeatures adds features after a server's start: pages offer them from then on,
// unless they are incomplete.
func TestFeatures(t *testing.T) {
	c := small(t)
	now := &Features{}
	c.Features = func() *Features { return now }
	h := newServer(t, c)
	get := func(path string) (body, tag string) {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return w.Body.String(), w.Header().Get("ETag")
	}
	page, tag := get("/en/gather/")
	if !strings.Contains(page, `"race":false`) || !strings.Contains(page, `"toolchain":""`) {
		t.Errorf("without features a page says %s", page)
	}
	now = &Features{Race: true, Toolchain: fstest.MapFS{}}
	if broken, again := get("/en/gather/"); broken == "" || again != tag {
		t.Errorf("with a toolchain that is none a page is %q, %s, want %s", broken, again, tag)
	}
	now = &Features{Race: true, Toolchain: fstest.MapFS{
		"made.json":         {Data: []byte(`{"description":"toolchain-78.json"}`)},
		"toolchain-78.json": {Data: []byte(`{"files":[{"packed":1000000}]}`)},
	}}
	page, renewed := get("/en/gather/")
	if !strings.Contains(page, `"race":true`) || !strings.Contains(page, `"toolchain":"/assets/toolchain/toolchain-78.json"`) || renewed == tag {
		t.Errorf("with features a page says %s", page)
	}
	if body, _ := get("/assets/toolchain/toolchain-78.json"); !strings.Contains(body, "1000000") {
		t.Errorf("the toolchain's description is %q", body)
	}
}

// TestPacking serves pages before there are programs: they say so and are not to be kept, and
// change once the programs are there.
func TestPacking(t *testing.T) {
	c := small(t)
	programs, folder := c.Wasm.(fstest.MapFS), fstest.MapFS{}
	c.Wasm = folder
	now := &Features{Packing: true}
	c.Features = func() *Features { return now }
	h := newServer(t, c)
	holds := func(wanted ...string) {
		t.Helper()
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "/en/gather/", nil))
		for _, want := range wanted {
			if !strings.Contains(w.Body.String(), want) {
				t.Errorf("a page has no %s: %s", want, w.Body)
			}
		}
	}
	holds(`"coming":true`, `"wasm":{}`, `"source":""`, `"trace":""`, `"zones":""`, `"release":""`)
	maps.Copy(folder, programs)
	now = &Features{}
	holds(`"coming":false`, `"gather/three-tasks":"/assets/three-tasks-12.wasm"`, `"source":"/assets/source-34.wasm"`)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/assets/three-tasks-12.wasm", nil))
	if w.Body.String() != "three tasks module" {
		t.Errorf("a program is %q", w.Body)
	}
}
