package host_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"asynctour/server/host"
	"asynctour/server/needs"
	"asynctour/server/sandbox/sandboxtest"
	"asynctour/server/servertest"
)

func TestMain(m *testing.M) { os.Exit(sandboxtest.Run(m)) }

// TestOpenFails opens a host with gVisor where it cannot work: what was open by then is
// closed.
func TestOpenFails(t *testing.T) {
	tour := sandboxtest.Tour(t)
	t.Setenv("PATH", t.TempDir()) // without runsc
	_, err := host.Open(t.Context(), host.Config{
		Course: servertest.Course(t), Exe: tour, Cache: t.TempDir(), Limits: servertest.Unhurried(),
		Slots: 1, Sandbox: host.GVisor, Log: servertest.Log(t),
	})
	if err == nil || !strings.Contains(err.Error(), "-sandbox gvisor: no runsc") {
		t.Errorf("got %v", err)
	}
	if _, err := host.Open(t.Context(), host.Config{
		Course: servertest.Course(t), Exe: filepath.Join(t.TempDir(), "none"), Cache: needs.Cache(t),
		Limits: servertest.Unhurried(), Slots: 1, Sandbox: host.WASI, Log: servertest.Log(t),
	}); err == nil || !strings.Contains(err.Error(), "the sandbox did not start") {
		t.Errorf("without a program there is %v", err)
	}
}

// TestFeatures checks that Features returns the same value until there are other
// features.
func TestFeatures(t *testing.T) {
	s := servertest.Open(t, servertest.Unhurried())
	before := s.Features()
	if before.Race || s.Features() != before {
		t.Errorf("before there is a race detector there is %+v", before)
	}
	if err := s.TakeRace(t.Context()); err == nil || s.Features() != before {
		t.Errorf("without gVisor there is a race detector, %v", err)
	}
}
