package web

import (
	"net/http/httptest"
	"strings"
	"testing"

	"asynctour/server/course"
)

// TestRooms opens the pages of a class, which a server without classes does not have.
func TestRooms(t *testing.T) {
	c := small(t)
	without := newServer(t, c)
	c.Classes = text("the classes")
	with := newServer(t, c)
	for _, test := range []struct {
		path, to, body string // the address that it redirects to, or what the page has
	}{
		{"/c/K7QX2M", "/zh/c/K7QX2M/", ""},
		{"/c/k7qx2m/", "/zh/c/K7QX2M/", ""},
		{"/teach", "/zh/teach/", ""},
		{"/en/c/K7QX2M", "/en/c/K7QX2M/", ""},
		{"/en/c/", "", "join "},
		{"/en/c/K7QX2M/", "", "join K7QX2M"},
		{"/en/teach/", "", "teach "},
		{"/en/teach/abcdefgh/", "", "class abcdefgh"},
		{"/zh/teach/abcdefgh/projector/", "", "projector abcdefgh"},
	} {
		r := httptest.NewRequest("GET", test.path, nil)
		r.Header.Set("Accept-Language", "zh")
		w := httptest.NewRecorder()
		with.ServeHTTP(w, r)
		if got := w.Header().Get("Location"); got != test.to || !strings.Contains(w.Body.String(), test.body) {
			t.Errorf("%s: status %d, Location %q, want %q; body %s", test.path, w.Code, got, test.to, w.Body)
		}
		if test.to == "" {
			if policy := w.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none'") {
				t.Errorf("%s may stand in a frame: %s", test.path, policy)
			}
			if tag := w.Header().Get("ETag"); tag != "" {
				t.Errorf("%s has the ETag %s", test.path, tag)
			}
		}
		w = httptest.NewRecorder()
		without.ServeHTTP(w, r)
		if w.Code != 404 {
			t.Errorf("%s without classes: status %d", test.path, w.Code)
		}
	}
}

// TestRoomConfig has a teacher's pages run the programs of all lessons, and every page name what a class is asked.
func TestRoomConfig(t *testing.T) {
	c := small(t)
	get := func(path string) string {
		w := httptest.NewRecorder()
		newServer(t, c).ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return w.Body.String()
	}
	if page := get("/en/gather/"); strings.Contains(page, `"asked"`) {
		t.Errorf("without classes a page says %s", page)
	}
	c.Classes = text("the classes")
	for _, path := range []string{"/en/gather/", "/en/teach/abcdefgh/", "/en/teach/abcdefgh/projector/"} {
		if page := get(path); !strings.Contains(page, `"asked":"/review/en-`) ||
			!strings.Contains(page, `"gather/three-tasks":"/assets/three-tasks-12.wasm"`) {
			t.Errorf("%s says %s", path, page)
		}
	}
	if page := get("/en/c/"); strings.Contains(page, "three-tasks-12.wasm") {
		t.Errorf("who joins is told of programs: %s", page)
	}
}

// TestQRCode draws the address of a class.
func TestQRCode(t *testing.T) {
	c := small(t)
	c.Classes, c.Origin = text("the classes"), "https://tour.example"
	h := newServer(t, c)
	get := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return w
	}
	w := get("/c/K7QX2M/qr.svg")
	if w.Code != 200 || w.Header().Get("Content-Type") != "image/svg+xml" || !strings.Contains(w.Body.String(), "<path d=\"M4 4h7v1H4z") {
		t.Errorf("status %d, %v: %s", w.Code, w.Header(), w.Body)
	}
	if other := get("/c/K7QX2N/qr.svg"); other.Body.String() == w.Body.String() {
		t.Error("another class has the same code")
	}
	if w := get("/c/K7Q/qr.svg"); w.Code != 404 {
		t.Errorf("what is no code: status %d", w.Code)
	}
}

// TestRoomName has a lesson with the address of a class.
func TestRoomName(t *testing.T) {
	c := small(t)
	lessons := map[string][]*course.Lesson{}
	for lang := range c.Course.Lessons {
		lessons[lang] = []*course.Lesson{{Name: "teach", Lang: lang}}
	}
	c.Course = &course.Course{Langs: c.Course.Langs, Lessons: lessons}
	if _, err := New(c); err == nil || !strings.Contains(err.Error(), `a lesson cannot be called "teach"`) {
		t.Errorf("got the error %v", err)
	}
}
