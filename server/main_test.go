package main

import (
	"bufio"
	"context"
	"flag"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"asynctour/server/needs"
	"asynctour/server/sandbox/sandboxtest"
	"asynctour/server/sandbox/wasi"
)

// TestMain lets the test's own executable be a sandbox's child, as the tour's is.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == wasi.ChildArg {
		os.Exit(wasi.Child(os.Stdin, os.Stdout))
	}
	os.Exit(sandboxtest.Run(m))
}

func TestBadArguments(t *testing.T) {
	for _, test := range []struct {
		args string
		want string
	}{
		{"dance", `there is no command "dance"; there are serve, export, check, new, teacher, backup, data and version`},
		{"serve now", `serve takes no arguments, only flags: ["now"]`},
		{"serve -sandbox vault", `-sandbox "vault": must be auto, wasi or gvisor`},
		{"serve -proxies localhost", `-proxies "localhost": must be an address, or a network`},
		{"serve -origins course.example", `-origins "course.example": must be schemes and hosts`},
		{"serve -addr nowhere", `-addr "nowhere": `},
		{"serve -base course", `-base "course": must begin and end with "/"`},
		{"serve -origin course.example", `-origin "course.example": must be a scheme and a host`},
		{"serve -max-wall soon", `invalid value "soon"`},
		{"serve -max-wall -1s", "-max-wall -1s: must not be negative"},
		{"serve -max-rate -1", "-max-rate -1: must not be negative"},
		{"serve -max-runs -1", "-max-runs -1: must not be negative"},
		{"serve -max-memory -1", "-max-memory -1: must not be negative"},
		{"serve -max-running 0", "-max-running 0: must be at least 1"},
		{"check", "run it where the lessons are"}, // the test runs in server/
		{"check 04-http", "run it where the lessons are"},
		{"serve -oidc-issuer https://id.example", "-oidc-issuer: is for classes, which need -data"},
		{"serve -data DIR -oidc-issuer http://id.example", `-oidc-issuer "http://id.example": must be an address with https`},
		{"serve -data DIR -oidc-issuer https://id.example", "needs -oidc-client and -oidc-secret"},
		{"serve -data DIR -oidc-issuer https://id.example -oidc-client c -oidc-secret s", "needs -oidc-domains"},
		{"serve -database mysql://localhost", `-database "mysql://localhost": must begin with postgres://`},
		{"teacher", "-data names the folder"},
		{"teacher -data DIR -name Ada", "-name, -role and -account are for -link"},
		{"teacher -data DIR -link -role pupil", `-role "pupil": must be operator, teacher or assistant`},
		{"teacher -data DIR", "there is no database; tour serve makes it"},
		{"backup -data DIR", "write it as tour backup -data DIR FILE"},
		{"backup tour.db", "-data names the folder"},
		{"data -data DIR", "write it as tour data -data DIR export"},
		{"data -data DIR erase", "erase needs -class, -member or -account"},
		{"data -data DIR -class K7QX2M -member m erase", "one of -class, -member and -account"},
		{"new", "write it as tour new exercise 04-http/four-at-a-time"},
		{"new lesson 04-http", "write it as tour new exercise"},
		{"new exercise four", "an exercise is named by its lesson's folder and its own"},
		{"new exercise 04-http/four", `there is no lesson "04-http"`},
	} {
		t.Run(test.args, func(t *testing.T) {
			t.Setenv("TOUR_CACHE", needs.Cache(t))
			args := strings.Fields(strings.ReplaceAll(test.args, "DIR", t.TempDir()))
			err := run(t.Context(), args, io.Discard, io.Discard)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// TestVersion prints what a release has set, and the release of Go that programs are built with.
func TestVersion(t *testing.T) {
	var out strings.Builder
	want := "tour " + version + ", built by " + runtime.Version() + " for " + runtime.GOOS + "/" + runtime.GOARCH + "\n"
	if err := run(t.Context(), []string{"version"}, &out, io.Discard); err != nil || out.String() != want {
		t.Errorf("got %q, %v, want %q", out.String(), err, want)
	}
}

func TestEnvironment(t *testing.T) {
	newFlags := func() (*flag.FlagSet, *time.Duration) {
		fs := flag.NewFlagSet("test", flag.ContinueOnError)
		return fs, fs.Duration("max-wall", time.Second, "")
	}
	t.Setenv("TOUR_MAX_WALL", "7s")
	fs, wall := newFlags()
	if err := parse(fs, nil, io.Discard); err != nil || *wall != 7*time.Second {
		t.Errorf("from the environment: %v, %v", *wall, err)
	}
	fs, wall = newFlags()
	if err := parse(fs, []string{"-max-wall", "9s"}, io.Discard); err != nil || *wall != 9*time.Second {
		t.Errorf("a flag beside the environment: %v, %v", *wall, err)
	}
	t.Setenv("TOUR_MAX_WALL", "soon")
	fs, _ = newFlags()
	if err := parse(fs, nil, io.Discard); err == nil || !strings.Contains(err.Error(), `TOUR_MAX_WALL="soon"`) {
		t.Errorf("a bad value in the environment: %v", err)
	}
}

// startTour serves a tour, as main does, with these flags too. It returns its
// address, "http://127.0.0.1:41234", what has it end, and how it has ended: which
// the caller waits for.
func startTour(t *testing.T, flags ...string) (address string, end context.CancelFunc, ended <-chan error) {
	t.Helper()
	ctx, end := context.WithCancel(t.Context())
	out, stdout := io.Pipe()
	how := make(chan error, 1)
	go func() {
		err := run(ctx, append([]string{"serve", "-addr", "127.0.0.1:0", "-cache", needs.Cache(t), "-max-build-time",
			"1h", "-max-cpu", "1h", "-eager", "1h", "-max-wall", "1h"}, flags...), stdout, t.Output())
		stdout.CloseWithError(err)
		how <- err
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if err != nil || !ok {
		end()
		t.Fatalf("the first line is %q, %v", line, err)
	}
	return address, end, how
}

// TestServe starts a server, asks it whether it is there, and ends it.
func TestServe(t *testing.T) {
	address, end, ended := startTour(t)
	defer end()
	for _, path := range []string{"/healthz", "/readyz", "/metrics", "/en/", "/zh/gather/"} {
		resp, err := http.Get(address + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Errorf("%s answers %s", path, resp.Status)
		}
	}
	end()
	if err := <-ended; err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

// TestNoCache starts a server whose cache folder cannot be: pages are served, and /readyz says what is wrong.
func TestNoCache(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	address, end, ended := startTour(t, "-cache", filepath.Join(file, "cache"), "-sandbox", "wasi")
	defer end()
	for path, want := range map[string]string{
		"/en/gather/": "</html>",
		"/readyz":     "ready\nthe cache folder cannot be written to, so that what is compiled is not kept (-cache names another): ",
	} {
		resp, err := http.Get(address + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK || !strings.Contains(string(body), want) {
			t.Errorf("%s answers %s %.200q, %v", path, resp.Status, body, err)
		}
	}
	end()
	if err := <-ended; err != nil {
		t.Errorf("the server ended with %v", err)
	}
}
