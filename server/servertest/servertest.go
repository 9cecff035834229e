// Package servertest opens servers for tests: a host with a websocket, whose sandboxes
// are processes of a tour that is linked once a test process (sandboxtest.Run). Nothing
// of the user's cache is touched.
package servertest

import (
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"asynctour/server/course"
	"asynctour/server/feed"
	"asynctour/server/host"
	"asynctour/server/needs"
	"asynctour/server/play"
	"asynctour/server/sandbox/sandboxtest"
	"asynctour/server/socket"
)

// BesideRunsc returns the path, where the tour would be, of the folder that make
// gvisor builds runsc in.
func BesideRunsc(t *testing.T) string { return filepath.Join(needs.Root(t), "bin", "tour") }

// Unhurried returns the limits of a server for which no machine is too slow. What is
// tested with it has other ends than those of time.
func Unhurried() play.Limits { return sandboxtest.Unhurried() }

// Course returns the lessons.
func Course(t *testing.T) *course.Course {
	t.Helper()
	c, err := course.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A Server is a host and its websocket.
type Server struct {
	*host.Host
	Course  *course.Course
	Address string // of the websocket: "ws://127.0.0.1:41234"
}

// Open opens a server that runs programs as modules, within limits.
func Open(t *testing.T, limits play.Limits) *Server {
	t.Helper()
	return open(t, host.Config{Exe: sandboxtest.Tour(t), Limits: limits, Sandbox: host.WASI, Log: Log(t)})
}

// OpenLogging opens one that logs to log.
func OpenLogging(t *testing.T, log *slog.Logger) *Server {
	t.Helper()
	return open(t, host.Config{Exe: sandboxtest.Tour(t), Limits: Unhurried(), Sandbox: host.WASI, Log: log})
}

// OpenNative opens a server that runs programs in gVisor by the real clock. The test
// is skipped where that does not work.
func OpenNative(t *testing.T, limits play.Limits) *Server {
	t.Helper()
	s, err := TryNative(t, limits)
	if err != nil {
		needs.Skip(t, needs.GVisor, err)
	}
	return s
}

// TryNative does so, and returns why it does not work.
func TryNative(t *testing.T, limits play.Limits) (*Server, error) {
	t.Helper()
	s := Open(t, limits)
	return s, s.TakeNative(t.Context(), BesideRunsc(t))
}

// Log returns a logger to the test's output.
func Log(t *testing.T) *slog.Logger { return slog.New(slog.NewTextHandler(t.Output(), nil)) }

func open(t *testing.T, c host.Config) *Server {
	t.Helper()
	c.Course, c.Cache, c.Slots = Course(t), needs.Cache(t), host.Slots()
	h, err := host.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	handler := h.Socket(feed.Config{}, socket.Config{})
	server := httptest.NewServer(handler)
	t.Cleanup(func() {
		server.Close()
		handler.Shutdown(t.Context()) // which has ended: at once
		h.Close()
	})
	return &Server{h, c.Course, "ws" + strings.TrimPrefix(server.URL, "http")}
}
