package host_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"asynctour/server/fair"
	"asynctour/server/host"
	"asynctour/server/needs"
	"asynctour/server/play"
	"asynctour/server/sandbox/sandboxtest"
	"asynctour/server/servertest"
	"asynctour/wasm"
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

// TestPack serves before there are programs: a published one is refused until they are packed.
func TestPack(t *testing.T) {
	packed := make(chan error)
	folder := fstest.MapFS{}
	h, err := host.Open(t.Context(), host.Config{
		Course: servertest.Course(t), Exe: sandboxtest.Tour(t), Cache: needs.Cache(t), Limits: servertest.Unhurried(),
		Slots: 1, Sandbox: host.WASI, Log: servertest.Log(t), Wasm: folder,
		Pack: func(context.Context) error { return <-packed },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	run := func() (end play.Event) {
		in := play.NewInput(1)
		in.Close()
		h.Run(t.Context(), fair.Owner{}, play.Request{Snippet: "gather/three-tasks", Clock: play.ClockVirtual}, in,
			func(e play.Event) { end = e })
		return end
	}
	if end := run(); end.Reason != play.ReasonRefused || !strings.Contains(end.Message, "still being prepared") {
		t.Errorf("before programs are packed a run ends with %+v", end)
	}
	if f := h.Features(); !f.Packing || f.Toolchain != nil {
		t.Errorf("before programs are packed pages offer %+v", f)
	}
	ctx, stop := context.WithCancel(t.Context())
	warm := make(chan struct{})
	go func() {
		defer close(warm)
		h.Warm(ctx)
	}()
	if err := fs.WalkDir(wasm.Dist(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := fs.ReadFile(wasm.Dist(), name)
		folder[name] = &fstest.MapFile{Data: content}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	packed <- nil
	stop() // what comes after the programs is not of interest
	<-warm
	if f := h.Features(); f.Packing {
		t.Error("with all programs packed pages wait for them")
	}
	if end := run(); end.Reason != play.ReasonExit {
		t.Errorf("with all programs packed a run ends with %+v", end)
	}
}
