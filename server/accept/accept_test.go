package accept

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestWeights(t *testing.T) {
	for header, want := range map[string]string{
		"zh-CN,zh;q=0.9, en ; q=0.8": "zh-CN 1,zh 0.9,en 0.8,",
		"gzip;q=0,*;q=x":             "gzip 0,* 0,",
		"":                           "",
		",;":                         "",
	} {
		var got strings.Builder
		for name, q := range Weights(header) {
			fmt.Fprintf(&got, "%s %v,", name, q)
		}
		if got.String() != want {
			t.Errorf("%q: got %q, want %q", header, &got, want)
		}
	}
}

func TestEncoding(t *testing.T) {
	for header, want := range map[string]string{
		"":                   Identity,
		"gzip, deflate, br":  Brotli,
		"gzip;q=1.0":         Gzip,
		"br;q=0, gzip;q=0.5": Gzip,
		"*":                  Brotli,
		"br;q=0, *":          Gzip,
		"deflate, *;q=0":     Identity,
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept-Encoding", header)
		if got := Encoding(r); got != want {
			t.Errorf("%q: got %q, want %q", header, got, want)
		}
	}
}
