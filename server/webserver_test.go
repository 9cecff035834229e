package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"asynctour/server/needs"
)

// A webServer is a program that serves by a file of server/deploy.
type webServer struct {
	program string
	file    string // in server/deploy
	// own are texts of the file and what takes their place in a test: it listens on a unix socket, SOCKET, so that
	// no port is taken.
	own []string
	// around is the configuration of which the file, TEXT, is a part. FOLDER is one of the test's own.
	around string
	args   func(config, folder string) []string
}

// What listens with TLS in a file, and without it in a test.
const (
	nginxAround = "daemon off; master_process off; pid FOLDER/pid; error_log stderr;\nevents {}\nhttp {\n" +
		"access_log off;\n" +
		"client_body_temp_path FOLDER/body; proxy_temp_path FOLDER/proxy; fastcgi_temp_path FOLDER/fastcgi;\n" +
		"uwsgi_temp_path FOLDER/uwsgi; scgi_temp_path FOLDER/scgi;\nTEXT}\n"
	caddyAround   = "{\n\tadmin off\n\tauto_https off\n}\nTEXT"
	haproxyAround = "global\n\tlog stderr local0 err\nTEXT"
)

var nginxOwn = []string{"listen 443 ssl;", "listen unix:SOCKET;", "ssl_certificate /etc/ssl/tour.example.pem;", "",
	"ssl_certificate_key /etc/ssl/tour.example.key;", ""}

func nginxArgs(config, folder string) []string {
	return []string{"-p", folder, "-e", "stderr", "-c", config}
}

func caddyArgs(config, _ string) []string {
	return []string{"run", "--adapter", "caddyfile", "--config", config}
}

// proxies are the proxies that server/deploy has files for.
var proxies = map[string]webServer{
	"nginx": {program: "nginx", file: "proxy.nginx", own: nginxOwn, around: nginxAround, args: nginxArgs},
	"caddy": {program: "caddy", file: "proxy.Caddyfile",
		own: []string{"tour.example {", "http:// {\n\tbind unix/SOCKET"}, around: caddyAround, args: caddyArgs},
	"haproxy": {program: "haproxy", file: "proxy.haproxy",
		own: []string{"bind :443 ssl crt /etc/ssl/tour.example.pem", "bind unix@SOCKET"}, around: haproxyAround,
		args: func(config, _ string) []string { return []string{"-db", "-f", config} }},
}

// start serves by the file, in which further texts have been replaced: old, new, old, new. It returns what dials the
// server, whatever the address.
func (s webServer) start(t *testing.T, texts ...string) func(context.Context, string, string) (net.Conn, error) {
	t.Helper()
	program, err := findProgram(s.program)
	if err != nil {
		needs.Skip(t, needs.Web, err)
	}
	folder, err := os.MkdirTemp("", "tour-web-") // a short name, as sockets have
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	config, socket := s.configure(t, folder, texts)
	cmd := exec.Command(program, s.args(config, folder)...)
	cmd.Env = append(os.Environ(), "HOME="+folder, "XDG_DATA_HOME="+folder, "XDG_CONFIG_HOME="+folder)
	cmd.Dir, cmd.Stdout, cmd.Stderr = folder, t.Output(), t.Output()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	gone := make(chan error, 1)
	go func() { gone <- cmd.Wait() }()
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it may have ended by itself
		<-gone
	})
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", socket)
	}
	for {
		conn, err := dial(t.Context(), "", "")
		if err == nil {
			conn.Close()
			return dial
		}
		select {
		case err := <-gone:
			gone <- err
			t.Fatalf("%s has ended: %v", s.program, err)
		case <-t.Context().Done():
			t.Fatal(err)
		case <-time.After(20 * time.Millisecond): // until it listens
		}
	}
}

// configure writes the configuration into the folder, and returns its file and the socket.
func (s webServer) configure(t *testing.T, folder string, texts []string) (config, socket string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("deploy", s.file))
	if err != nil {
		t.Fatal(err)
	}
	text := string(content)
	for all := append(texts[:len(texts):len(texts)], s.own...); len(all) > 0; all = all[2:] {
		if !strings.Contains(text, all[0]) {
			t.Fatalf("%s has no %q", s.file, all[0])
		}
		text = strings.ReplaceAll(text, all[0], all[1])
	}
	socket = filepath.Join(folder, "socket")
	text = strings.NewReplacer("SOCKET", socket, "FOLDER", folder).Replace(strings.Replace(s.around, "TEXT", text, 1))
	config = filepath.Join(folder, "config")
	if err := os.WriteFile(config, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return config, socket
}

// findProgram returns the path of a program, which may lie where only root looks.
func findProgram(name string) (string, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		path, err = exec.LookPath("/usr/sbin/" + name)
	}
	if err != nil {
		return "", fmt.Errorf("there is no %s: server/needs/packages installs it", name)
	}
	return path, nil
}

// A visitor makes requests to http://tour.example through what dial connects to.
type visitor struct {
	t      *testing.T
	client *http.Client
}

func newVisitor(t *testing.T, dial func(context.Context, string, string) (net.Conn, error)) visitor {
	transport := &http.Transport{DialContext: dial, DisableCompression: true}
	t.Cleanup(transport.CloseIdleConnections)
	noRedirects := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return visitor{t, &http.Client{Transport: transport, CheckRedirect: noRedirects}}
}

// ask makes a request with headers, name, value, name, value, and returns the response and its body as it was sent.
func (v visitor) ask(method, path string, headers ...string) (*http.Response, []byte) {
	v.t.Helper()
	req, err := http.NewRequestWithContext(v.t.Context(), method, "http://tour.example"+path, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	for ; len(headers) > 0; headers = headers[2:] {
		req.Header.Set(headers[0], headers[1])
	}
	resp, err := v.client.Do(req)
	if err != nil {
		v.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return resp, body
}
