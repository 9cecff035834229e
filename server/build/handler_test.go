package build

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"asynctour/server/fair"
	"asynctour/server/play"
)

// TestBusyHere checks that who builds for the browser is not sent to the browser.
func TestBusyHere(t *testing.T) {
	busy := &play.Fault{Reason: play.ReasonBusy, Key: "busy", Args: []any{"queued", 7}}
	starts := &play.Fault{Reason: play.ReasonBusy, Key: "busy.starts"}
	for _, test := range []struct {
		admitted, built error
		want            string
	}{
		{nil, busy, "7 programs are waiting to be built already."},
		{starts, nil, "Too many programs were started from your network within a second."},
	} {
		h := &Handler{
			Limits: play.DefaultLimits(),
			Build: func(context.Context, fair.Owner, play.Request) ([]byte, []play.Diagnostic, error) {
				return nil, nil, test.built
			},
			Address: func(*http.Request) string { return "" },
			Admit:   func(string) error { return test.admitted },
			Log:     slog.New(slog.DiscardHandler),
		}
		w := httptest.NewRecorder()
		body := strings.NewReader(`{"files":{"main.go":"package main\n\nfunc main() {}\n"},"lang":"en"}`)
		h.ServeHTTP(w, httptest.NewRequest("POST", "/build", body))
		got := w.Body.String()
		if w.Code != http.StatusServiceUnavailable || !strings.Contains(got, test.want) ||
			strings.Contains(got, "in the browser") {
			t.Errorf("got status %d, %s, want %d and %q", w.Code, got, http.StatusServiceUnavailable, test.want)
		}
	}
}
