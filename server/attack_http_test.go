package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// ask sends what may be a request, and returns all that comes until the server
// closes the connection.
func ask(t *testing.T, address, request string) string {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Error(err)
		return ""
	}
	defer c.Close()
	go io.WriteString(c, request) // the server may close before it has read all
	answer, _ := io.ReadAll(c)    // nor may it have read all when it does
	return string(answer)
}

// TestHTTPAttacks sends a server what no browser would.
func TestHTTPAttacks(t *testing.T) {
	tour, end, ended := startTour(t, "-sandbox", "wasi")
	defer func() {
		end()
		if err := <-ended; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	}()
	address := strings.TrimPrefix(tour, "http://")
	slow := make(chan string, 1)
	go func() { slow <- ask(t, address, "GET /en/ HTTP/1.1\r\nHost: x\r\nX-Slow: ") }()
	const rest = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
	for _, test := range []struct {
		name, request string
		status        int
	}{
		{"huge header", "GET /en/ HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", 2*maxHeader) + "\r\n\r\n",
			http.StatusRequestHeaderFieldsTooLarge},
		{"many headers", "GET /en/ HTTP/1.1\r\nHost: x\r\n" + strings.Repeat("X: x\r\n", maxHeader) + "\r\n",
			http.StatusRequestHeaderFieldsTooLarge},
		{"huge body", fmt.Sprintf("POST /build HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", 2<<20, strings.Repeat(" ", 2<<20)), http.StatusRequestEntityTooLarge},
		{"two lengths", "POST /build HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabc",
			http.StatusBadRequest},
		{"no HTTP", "\x16\x03\x01\r\n\r\n", http.StatusBadRequest},
		{"parent", "GET /../../../../etc/passwd" + rest, http.StatusTemporaryRedirect},
		{"parent of the assets", "GET /assets/..%2f..%2f..%2fetc%2fpasswd" + rest, http.StatusNotFound},
		{"parent, twice escaped", "GET /assets/%252e%252e%252fetc%252fpasswd" + rest, http.StatusNotFound},
		{"backslash", "GET /assets/..\\..\\etc\\passwd" + rest, http.StatusNotFound},
		{"NUL", "GET /en/%00" + rest, http.StatusNotFound},
		{"absolute", "GET //etc/passwd" + rest, http.StatusTemporaryRedirect},
		{"a folder", "GET /assets/" + rest, http.StatusNotFound},
		{"what the binary holds", "GET /templates/layout.html" + rest, http.StatusNotFound},
	} {
		t.Run(test.name, func(t *testing.T) {
			answer := ask(t, address, test.request)
			if !strings.HasPrefix(answer, fmt.Sprintf("HTTP/1.1 %d ", test.status)) ||
				strings.Contains(answer, "root:") {
				t.Errorf("it answers %.300q, want status %d", answer, test.status)
			}
		})
	}
	if answer := <-slow; strings.Contains(answer, " 200 ") {
		t.Errorf("to half a header it answers %.300q", answer)
	}
}
