package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"asynctour/server/needs"
)

// startKeeping serves a tour that keeps what is in dir, and returns its address and the link that it
// prints.
func startKeeping(t *testing.T, dir string) (address, link string, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, stdout := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, []string{"serve", "-addr", "127.0.0.1:0", "-cache", needs.Cache(t), "-sandbox", "wasi", "-data", dir},
			stdout, t.Output())
		stdout.CloseWithError(io.EOF)
		ended <- err
	}()
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		cancel()
		t.Fatal(<-ended)
	}
	address = strings.TrimPrefix(lines.Text(), "listening on ")
	if !lines.Scan() {
		cancel()
		t.Fatal(<-ended)
	}
	return address, strings.TrimPrefix(lines.Text(), "teacher: "), func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	}
}

// post sends JSON, as a page of the tour does.
func post(t *testing.T, address, body string) *http.Response {
	t.Helper()
	resp, err := http.Post(address, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp
}

// TestKeeping starts a server that keeps what is its, claims it, and has the commands beside it do theirs.
func TestKeeping(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	address, link, stop := startKeeping(t, dir)
	defer stop()
	m := regexp.MustCompile(`^http://localhost:\d+/claim#([A-Z2-7]{52})$`).FindStringSubmatch(link)
	if m == nil {
		t.Fatalf("it prints %q", link)
	}
	if resp := post(t, address+"/claim", `{"token":"`+m[1]+`","name":"Ada"}`); resp.StatusCode != 200 ||
		!strings.HasPrefix(resp.Header.Get("Set-Cookie"), "__Host-tour=") || resp.Header.Get("X-Content-Type-Options") == "" {
		t.Errorf("the claim: %s %v", resp.Status, resp.Header)
	}
	command := func(args ...string) string {
		t.Helper()
		var out strings.Builder
		if err := run(t.Context(), args, &out, t.Output()); err != nil {
			t.Errorf("%q: %v", args, err)
		}
		return out.String()
	}
	if got := command("teacher", "-data", dir); !regexp.MustCompile(`(?m)^[A-Z2-7]{26}  operator  0         0          Ada$`).MatchString(got) {
		t.Errorf("the accounts:\n%s", got)
	}
	another := command("teacher", "-data", dir, "-link", "-name", "Grace", "-origin", "https://tour.example", "-base", "/async/")
	before, token, _ := strings.Cut(strings.TrimSpace(another), "#")
	if before != "https://tour.example/async/claim" {
		t.Errorf("another link: %q", another)
	}
	if resp := post(t, address+"/claim", `{"token":"`+token+`"}`); resp.StatusCode != 200 {
		t.Errorf("another claim: %s", resp.Status)
	}
	copied := filepath.Join(t.TempDir(), "tour.db")
	command("backup", "-data", dir, copied)
	for _, one := range []string{dir, filepath.Dir(copied)} {
		if got := command("data", "-data", one, "export"); strings.Count(got, `"table":"account"`) != 2 {
			t.Errorf("exported:\n%s", got)
		}
	}
	if err := run(t.Context(), []string{"serve", "-addr", "127.0.0.1:0", "-cache", needs.Cache(t), "-data", dir}, io.Discard,
		io.Discard); err == nil || !strings.Contains(err.Error(), "another server has it open") {
		t.Errorf("a second server: %v", err)
	}
}

// TestKeepingNothing starts a server without -data: it has no accounts, and no pages of them.
func TestKeepingNothing(t *testing.T) {
	address, end, ended := startTour(t, "-sandbox", "wasi")
	defer end()
	for _, path := range []string{"/claim", "/sign-in", "/api/account", "/api/classes", "/class"} {
		resp, err := http.Get(address + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", path, resp.Status)
		}
	}
	end()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
