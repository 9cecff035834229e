package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"asynctour/server/needs"
)

// serveHere serves the tour without arguments, with a browser that is a script, and returns its
// standard error. The server ends with the test.
func serveHere(t *testing.T, browser string) *bufio.Reader {
	t.Helper()
	programs := t.TempDir()
	if err := os.WriteFile(filepath.Join(programs, "xdg-open"), []byte("#!/bin/sh\n"+browser), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"PATH": programs + ":" + os.Getenv("PATH"), "DISPLAY": ":0",
		"TOUR_ADDR": "127.0.0.1:0", "TOUR_CACHE": needs.Cache(t), "TOUR_SANDBOX": "wasi"} {
		t.Setenv(name, value)
	}
	ctx, end := context.WithCancel(t.Context())
	said, stderr := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- run(ctx, nil, io.Discard, stderr)
		stderr.Close()
	}()
	t.Cleanup(func() {
		end()
		io.Copy(io.Discard, said)
		if err := <-ended; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	return bufio.NewReader(said)
}

// TestOpen opens a browser on an address that answers.
func TestOpen(t *testing.T) {
	opened := filepath.Join(t.TempDir(), "opened")
	if err := syscall.Mkfifo(opened, 0o600); err != nil {
		t.Fatal(err)
	}
	serveHere(t, fmt.Sprintf("echo \"$1\" > '%s'\n", opened))
	address, err := os.ReadFile(opened) // once the script writes to it
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Get(strings.TrimSpace(string(address)))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("%s answers %s", address, resp.Status)
	}
}

// TestOpenFails cannot open a browser: that is a line, and the server serves.
func TestOpenFails(t *testing.T) {
	stderr := serveHere(t, "exit 3\n")
	line, err := stderr.ReadString('\n')
	before, address, ok := strings.Cut(strings.TrimSuffix(line, " in one.\n"), " Open ")
	if err != nil || !ok || before != "tour: no browser could be opened: exit status 3." {
		t.Fatalf("the first line is %q, %v", line, err)
	}
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
}
