package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"asynctour/server/needs"
	"asynctour/server/play"
	"asynctour/server/servertest"
	"asynctour/server/socket"
)

// asDeployed is the address of the tour in the files of server/deploy.
const asDeployed = "127.0.0.1:8080"

// ownPage is the header by which a page says that it is the tour's.
var ownPage = http.Header{"Origin": {"http://tour.example"}}

// A behind is a visitor of a tour behind a proxy.
type behind struct {
	visitor
	dialer *websocket.Dialer
}

// proxyCases are what proxies do to a tour.
var proxyCases = []struct {
	what  string
	flags []string            // of the tour
	texts map[string][]string // texts of the proxy's file and what is to stand in their place, by the proxy
	check func(*testing.T, behind)
}{
	{what: "as its file says", check: func(t *testing.T, b behind) {
		b.plays(t, "/")
		if resp, _ := b.ask("GET", "/metrics"); resp.StatusCode != http.StatusNotFound {
			t.Errorf("/metrics answers %s", resp.Status)
		}
	}},
	{what: "with a prefix that it passes on", flags: []string{"-base", "/course/"},
		check: func(t *testing.T, b behind) { b.plays(t, "/course/") }},
	{what: "with a prefix that it takes off", flags: []string{"-base", "/course/"}, texts: map[string][]string{
		"nginx":   {"location / {", "location /course/ {", "http://" + asDeployed + ";", "http://" + asDeployed + "/;"},
		"caddy":   {"reverse_proxy " + asDeployed, "handle_path /course/* {\n\t\treverse_proxy " + asDeployed + "\n\t}"},
		"haproxy": {"option forwardfor", "option forwardfor\n\t" + `http-request replace-path /course/(.*) /\1`},
	}, check: func(t *testing.T, b behind) { b.plays(t, "/course/") }},
	{what: "with a Host of its own", texts: rewritesHost, check: func(t *testing.T, b behind) {
		b.refused(t, http.StatusForbidden)
	}},
	{what: "with a Host of its own, and -origin", flags: []string{"-origin", "http://tour.example"}, texts: rewritesHost,
		check: func(t *testing.T, b behind) { b.plays(t, "/") }},
	{what: "without websockets", texts: map[string][]string{
		"nginx": {"proxy_set_header Upgrade $http_upgrade;", "", "proxy_set_header Connection $tour_connection;", ""},
		"caddy": {"reverse_proxy " + asDeployed, "request_header -Upgrade\n\treverse_proxy " + asDeployed},
		"haproxy": {"option forwardfor",
			"option forwardfor\n\thttp-request del-header Upgrade\n\thttp-request del-header Connection"},
	}, check: func(t *testing.T, b behind) { b.refused(t, http.StatusUpgradeRequired) }},
	{what: "with a compression of its own", texts: map[string][]string{
		"nginx": {"proxy_http_version 1.1;", "proxy_http_version 1.1;\n\t\tproxy_set_header Accept-Encoding '';\n\t\t" +
			"gzip on;\n\t\tgzip_proxied any;\n\t\tgzip_types *;"},
		"caddy": {"reverse_proxy " + asDeployed, "encode gzip {\n\t\tmatch {\n\t\t\theader Content-Type *\n\t\t}\n\t}\n\t" +
			"reverse_proxy " + asDeployed + " {\n\t\theader_up -Accept-Encoding\n\t}"},
		"haproxy": {"option forwardfor",
			"option forwardfor\n\tfilter compression\n\tcompression algo gzip\n\tcompression offload"},
	}, check: func(t *testing.T, b behind) {
		b.plays(t, "/")
		b.loads(t)
	}},
}

// rewritesHost has a proxy send another Host than the browser's.
var rewritesHost = map[string][]string{
	"nginx":   {"proxy_set_header Host $http_host;", "proxy_set_header Host internal;"},
	"caddy":   {"reverse_proxy " + asDeployed, "reverse_proxy " + asDeployed + " {\n\t\theader_up Host internal\n\t}"},
	"haproxy": {"option forwardfor", "option forwardfor\n\thttp-request set-header Host internal"},
}

// TestProxies serves the tour behind each proxy by its file in server/deploy, and with what proxies do otherwise: pages
// and runs come through, or the server says what is wrong by a status that pages know. Where the whole is not asked for,
// the proxies take turns.
func TestProxies(t *testing.T) {
	tours := map[string]string{} // addresses, by the flags
	for _, c := range proxyCases {
		key := strings.Join(c.flags, " ")
		if tours[key] != "" {
			continue
		}
		address, end, ended := startTour(t, append([]string{"-sandbox", "wasi", "-proxies", "127.0.0.1"}, c.flags...)...)
		t.Cleanup(func() {
			end()
			if err := <-ended; err != nil {
				t.Errorf("the server ended with %v", err)
			}
		})
		tours[key] = strings.TrimPrefix(address, "http://")
	}
	for n, name := range slices.Sorted(maps.Keys(proxies)) {
		proxy := proxies[name]
		for i, c := range proxyCases {
			if isTurn := i == 0 || i%len(proxies) == n; !needs.Whole() && !isTurn {
				continue
			}
			t.Run(name+" "+c.what, func(t *testing.T) {
				texts := append(c.texts[name][:len(c.texts[name]):len(c.texts[name])], asDeployed,
					tours[strings.Join(c.flags, " ")])
				dial := proxy.start(t, texts...)
				c.check(t, behind{newVisitor(t, dial),
					&websocket.Dialer{NetDialContext: dial, Subprotocols: []string{socket.Subprotocol}}})
			})
		}
	}
}

// script is the script that a page names, and module the program of a snippet.
var (
	script     = regexp.MustCompile(`id="tour-main" src="([^"]*)"`)
	threeTasks = regexp.MustCompile(`"gather/three-tasks":"([^"]*)"`)
)

// plays reads a page beneath base, loads its script, and follows a run.
func (b behind) plays(t *testing.T, base string) {
	t.Helper()
	resp, _ := b.ask("GET", base, "Accept-Language", "zh")
	if to := resp.Header.Get("Location"); !strings.HasSuffix(to, base+"zh/") {
		t.Errorf("%s leads to %q", base, to)
	}
	_, page := b.ask("GET", base+"en/gather/")
	match := script.FindSubmatch(page)
	if match == nil || !strings.HasPrefix(string(match[1]), base) {
		t.Fatalf("the page has no script: %s", page)
	}
	for _, path := range []string{string(match[1]), base + "readyz"} {
		if resp, _ := b.ask("GET", path, "Accept-Encoding", "br"); resp.StatusCode != http.StatusOK {
			t.Errorf("%s answers %s", path, resp.Status)
		}
	}
	resp, text := b.ask("POST", base+"run", "Origin", "http://tour.example")
	if resp.StatusCode != http.StatusUpgradeRequired {
		t.Errorf("what is no websocket's request is answered %s, %s", resp.Status, text)
	}
	ws, resp, err := b.dialer.Dial("ws://tour.example"+base+"run", ownPage)
	if err != nil {
		t.Fatalf("no websocket: %v, %v", err, resp)
	}
	defer ws.Close()
	servertest.StartWaits(t, ws, "a") // it returns when the first line is there, before the program goes on
	if err := ws.WriteJSON(play.Request{Run: "a", Kind: play.KindStdin}); err != nil {
		t.Fatal(err)
	}
	if e := servertest.Until(t, ws, play.KindEnd); e.Reason != play.ReasonExit {
		t.Errorf("the run ended with %+v, want %s", e, play.ReasonExit)
	}
}

// refused gets no websocket, and the status that a page then asks for.
func (b behind) refused(t *testing.T, want int) {
	t.Helper()
	ws, resp, err := b.dialer.Dial("ws://tour.example/run", ownPage)
	if err == nil {
		ws.Close()
		t.Fatal("there is a websocket")
	}
	if resp == nil || resp.StatusCode != want {
		t.Errorf("a websocket gets %v, %v; want %d", resp, err, want)
	}
	if resp, text := b.ask("POST", "/run", "Origin", "http://tour.example"); resp.StatusCode != want || len(text) == 0 {
		t.Errorf("a page is told %s, %s; want %d", resp.Status, text, want)
	}
	if resp, _ := b.ask("GET", "/en/gather/"); resp.StatusCode != http.StatusOK {
		t.Errorf("a page answers %s", resp.Status)
	}
}

// loads loads a program plain and compressed: it is the same.
func (b behind) loads(t *testing.T) {
	t.Helper()
	_, page := b.ask("GET", "/en/gather/")
	match := threeTasks.FindSubmatch(page)
	if match == nil {
		t.Fatalf("the page has no program: %s", page)
	}
	plain, want := b.ask("GET", string(match[1]))
	packed, content := b.ask("GET", string(match[1]), "Accept-Encoding", "gzip")
	if packed.Header.Get("Content-Encoding") != "gzip" || plain.Header.Get("Content-Type") != "application/wasm" {
		t.Fatalf("the program comes as %v, and compressed as %v", plain.Header, packed.Header)
	}
	r, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, want) {
		t.Errorf("compressed it has %d bytes, %v; plain %d", len(got), err, len(want))
	}
}
