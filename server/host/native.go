package host

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"asynctour/server/build"
	"asynctour/server/course"
	"asynctour/server/engine"
	"asynctour/server/fair"
	"asynctour/server/play"
	"asynctour/server/sandbox"
	"asynctour/server/sandbox/gvisor"
	"asynctour/server/web"
	"asynctour/wasm/gocmd"
	"asynctour/wasm/tracereader"
)

// A native is the sandbox for native programs, and the engine's platform with it.
type native struct {
	sandboxes *gvisor.Sandboxes
	platform  atomic.Pointer[engine.Platform]
}

// TakeNative tests gVisor and, if it works, runs programs in it from now on, unless they
// do already. runsc is looked for beside the executable exe.
func (h *Host) TakeNative(ctx context.Context, exe string) error {
	if h.native.Load() != nil {
		return nil
	}
	sandboxes, err := OpenGVisor(ctx, h.builders.native, exe, h.config.Slots/slotsPerKept, h.config.Limits)
	if err != nil {
		return err
	}
	published, err := builtNatively(ctx, h.builders.native, h.config.Course)
	if err != nil {
		sandboxes.Close()
		return err
	}
	n := &native{sandboxes: sandboxes}
	n.platform.Store(&engine.Platform{
		Build:     h.Metrics.Build("native", h.builders.native.Build),
		Run:       h.Metrics.Sandbox("gvisor", sandboxes.Run),
		Reader:    func() engine.TraceReader { return tracereader.New(true) },
		Published: func(snippet string) []byte { return published[snippet] },
	})
	h.native.Store(n)
	return nil
}

// TakeRace tests the race detector and, if it works, offers it from now on, unless it is
// offered already. It requires gVisor and a C compiler.
func (h *Host) TakeRace(ctx context.Context) error {
	n := h.native.Load()
	if n == nil {
		return errors.New("there is no gVisor")
	}
	if n.platform.Load().Race != nil {
		return nil
	}
	binary, err := buildOne(ctx, h.builders.race, racy)
	if err != nil {
		return fmt.Errorf("build the race detector's test: %w", err)
	}
	said, _, err := Printed(ctx, n.sandboxes.Run, sandbox.Program{Binary: binary, Race: true, Clock: play.ClockReal},
		h.config.Limits)
	if err != nil {
		return err
	}
	if !strings.Contains(said, "WARNING: DATA RACE") {
		return fmt.Errorf("the race detector's test printed %.200q", said)
	}
	platform := *n.platform.Load()
	platform.Race = h.Metrics.Build("race", h.builders.race.Build)
	n.platform.Store(&platform)
	features := *h.features.Load()
	features.Race = true
	h.features.Store(&features)
	return nil
}

// racy is a program with a data race.
const racy = `package main

func main() {
	var n int
	done := make(chan bool)
	go func() {
		n++
		done <- true
	}()
	n++
	<-done
	_ = n
}
`

// spareBoxes is how many spare gVisor sandboxes are kept ready: one takes up to 0.2 s to
// start.
const spareBoxes = 2

// OpenGVisor opens gVisor's sandboxes, and returns them when one has passed a test. runsc
// is looked for beside the executable exe. At most keep sandboxes stay with their reader
// after a run.
func OpenGVisor(ctx context.Context, builder *build.Builder, exe string, keep int,
	limits play.Limits) (*gvisor.Sandboxes, error) {
	runsc, err := gvisor.Find(exe)
	if err != nil {
		return nil, err
	}
	guest, _, err := builder.Build(ctx, fair.Job{}, gvisor.GuestSource())
	if err != nil {
		return nil, fmt.Errorf("build the sandbox's guest: %w", err)
	}
	const works = "gVisor works\n"
	test, err := buildOne(ctx, builder,
		fmt.Sprintf("package main\n\nimport \"os\"\n\nfunc main() { os.Stdout.WriteString(%q) }\n", works))
	if err != nil {
		return nil, fmt.Errorf("build the sandbox's test: %w", err)
	}
	var archive []byte
	if path := gocmd.Zones(ctx); path != "" {
		if archive, err = os.ReadFile(path); err != nil {
			return nil, err
		}
	}
	sandboxes, err := gvisor.New(runsc, guest, archive, spareBoxes, keep, limits)
	if err != nil {
		return nil, err
	}
	if err := sandboxes.Check(ctx, test, works); err != nil {
		sandboxes.Close()
		return nil, err
	}
	return sandboxes, nil
}

// builtNatively builds the snippets whose output as a module differs from the native one,
// since their lessons are about several processors. The others start sooner as modules.
func builtNatively(ctx context.Context, builder *build.Builder, c *course.Course) (map[string][]byte, error) {
	built := map[string][]byte{}
	for id, s := range c.Snippets {
		if s.Want("wasi") == s.Want("") {
			continue
		}
		binary, err := buildOne(ctx, builder, s.Go)
		if err != nil {
			return nil, fmt.Errorf("build snippet %s: %w", id, err)
		}
		built[id] = binary
	}
	return built, nil
}

func buildOne(ctx context.Context, b *build.Builder, source string) ([]byte, error) {
	binary, _, err := b.Build(ctx, fair.Job{}, map[string]string{"main.go": source})
	return binary, err
}

// Printed runs a program without input, and returns its output and its time, by its
// clock.
func Printed(
	ctx context.Context, run sandbox.Run, p sandbox.Program, limits play.Limits,
) (text string, took time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, limits.Wall)
	defer cancel()
	var printed strings.Builder
	in := play.NewInput(limits.Stdin)
	in.Close()
	facts, err := run(ctx, fair.Job{}, p, in, func(c sandbox.Chunk) { printed.Write(c.Data) })
	return printed.String(), time.Duration(facts.At * float64(time.Millisecond)), err
}

// Features returns what pages can offer now: the same value until that changes.
func (h *Host) Features() *web.Features { return h.features.Load() }
