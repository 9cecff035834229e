package gate

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestAddress(t *testing.T) {
	proxies, err := ParseProxies("127.0.0.1, 10.0.0.0/8,::1")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, remote string
		forwarded    []string
		want         string
	}{
		{"direct", "192.0.2.7:999", nil, "192.0.2.7"},
		{"a reader who claims to be another", "192.0.2.7:999", []string{"198.51.100.1"}, "192.0.2.7"},
		{"behind a proxy", "127.0.0.1:999", []string{"192.0.2.7"}, "192.0.2.7"},
		{"the same, and claims to be another", "127.0.0.1:999", []string{"198.51.100.1, 192.0.2.7"}, "192.0.2.7"},
		{"behind two proxies", "[::1]:999", []string{"198.51.100.1", "192.0.2.7, 10.1.2.3"}, "192.0.2.7"},
		{"a proxy that says nothing", "127.0.0.1:999", nil, "127.0.0.1"},
		{"a proxy that says nonsense", "127.0.0.1:999", []string{"192.0.2.7, unknown"}, "127.0.0.1"},
		{"IPv6", "[2001:db8:1:2:3:4:5:6]:999", nil, "2001:db8:1:2::/64"},
		{"IPv4 in IPv6", "[::ffff:192.0.2.7]:999", nil, "192.0.2.7"},
		{"no address", "@", nil, "@"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := &http.Request{RemoteAddr: test.remote, Header: http.Header{"X-Forwarded-For": test.forwarded}}
			if got := New(1, proxies).Address(r); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestParseProxies(t *testing.T) {
	if _, err := ParseProxies("localhost"); err == nil {
		t.Error("a name was taken for an address")
	}
	if all, err := ParseProxies(""); err != nil || len(all) != 0 {
		t.Errorf("nothing gave %v, %v", all, err)
	}
}

func TestLimit(t *testing.T) {
	h := New(0.1, nil).Limit(http.NotFoundHandler())
	for _, want := range []int{http.StatusNotFound, http.StatusTooManyRequests} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "/run", nil))
		if w.Code != want {
			t.Errorf("got %d, want %d", w.Code, want)
		}
	}
}
