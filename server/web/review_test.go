package web

import (
	"encoding/json"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"asynctour/server/course"
)

// TestReview reads what the review may ask, as its page does.
func TestReview(t *testing.T) {
	h := newServer(t, small(t))
	get := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return w
	}
	versions := map[string]string{} // by language
	for _, lang := range []string{"en", "zh"} {
		page := get("/" + lang + "/review/").Body.String()
		address := regexp.MustCompile(`/review/` + lang + `-[0-9a-f]{8}\.json`).FindString(page)
		w := get(address)
		if got := w.Header().Get("Cache-Control"); w.Code != 200 || !strings.Contains(got, "immutable") {
			t.Fatalf("%q of the page %s: status %d, Cache-Control %q", address, page, w.Code, got)
		}
		var all []reviewed
		if err := json.Unmarshal(w.Body.Bytes(), &all); err != nil {
			t.Fatal(err)
		}
		if len(all) != 2 {
			t.Fatalf("%s: %d are asked, want 2: %+v", lang, len(all), all)
		}
		question := all[1]
		if !strings.HasPrefix(question.ID, "gather/") || question.At != "gather/#"+question.ID || question.Version == "" ||
			!strings.Contains(question.HTML, `<tour-quiz quiz="`+question.ID) || question.Output != "" {
			t.Errorf("%s asks %+v", lang, question)
		}
		one := all[0]
		if one.ID != "gather/three-tasks" || one.At != "gather/#gather/three-tasks" || one.Takes == 0 || one.Output == "" ||
			!strings.Contains(one.HTML, "once more: <p>") || !strings.Contains(one.HTML, `<pre class="code"`) {
			t.Errorf("%s asks %+v", lang, one)
		}
		versions[lang] = one.Version
	}
	if versions["en"] == "" || versions["en"] != versions["zh"] {
		t.Errorf("the versions of a prediction are %q", versions)
	}
}

// TestReviewName has a lesson with the address of the review.
func TestReviewName(t *testing.T) {
	c := small(t)
	lessons := map[string][]*course.Lesson{}
	for lang := range c.Course.Lessons {
		lessons[lang] = []*course.Lesson{{Name: "review", Lang: lang}}
	}
	c.Course = &course.Course{Langs: c.Course.Langs, Lessons: lessons}
	if _, err := New(c); err == nil || !strings.Contains(err.Error(), `a lesson cannot be called "review"`) {
		t.Errorf("got the error %v", err)
	}
}
