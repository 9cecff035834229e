package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"asynctour/server/build"
	"asynctour/server/course"
	"asynctour/server/metrics"
	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// spareBoxes is how many gVisor sandboxes wait for a run: one starts within a
// fifth of a second.
const spareBoxes = 2

// A native is the sandbox for native programs, and what builds them. It is a
// play.Native.
type native struct {
	builder *build.Builder
	build   metrics.Build // the builder's, measured
	gvisor  *sandbox.GVisor
	limits  play.Limits
	race    atomic.Pointer[metrics.Build] // with the race detector; nil where there is none, or not yet

	mu        sync.Mutex
	published map[string][]byte
}

// openNative opens gVisor, and returns it when it has passed its test. exe is the
// tour's program, beside which it is looked for; keep is how many sandboxes are
// kept for those whose programs they have run.
func openNative(ctx context.Context, builder *build.Builder, exe string, keep int, limits play.Limits) (*native, error) {
	runsc, err := sandbox.FindGVisor(exe)
	if err != nil {
		return nil, err
	}
	guest, err := buildOne(ctx, builder, sandbox.GuestSource)
	if err != nil {
		return nil, fmt.Errorf("build the sandbox's guest: %w", err)
	}
	const works = "gVisor works\n"
	test, err := buildOne(ctx, builder, fmt.Sprintf("package main\n\nimport \"os\"\n\nfunc main() { os.Stdout.WriteString(%q) }\n", works))
	if err != nil {
		return nil, fmt.Errorf("build the sandbox's test: %w", err)
	}
	g, err := sandbox.NewGVisor(runsc, guest, spareBoxes, keep, limits)
	if err != nil {
		return nil, err
	}
	if err := g.Check(ctx, test, works); err != nil {
		g.Close()
		return nil, err
	}
	return &native{builder: builder, gvisor: g, limits: limits, published: map[string][]byte{}}, nil
}

func buildOne(ctx context.Context, b *build.Builder, source string) ([]byte, error) {
	binary, _, err := b.Build(ctx, map[string]string{"main.go": source})
	return binary, err
}

// Build builds a reader's program.
func (n *native) Build(ctx context.Context, files map[string]string) ([]byte, []play.Diagnostic, error) {
	return n.build(ctx, files)
}

// BuildRace does so with the race detector, if it has passed its test.
func (n *native) BuildRace(ctx context.Context, files map[string]string) ([]byte, []play.Diagnostic, error) {
	build := n.race.Load()
	if build == nil {
		return nil, nil, play.Refuse("race")
	}
	return (*build)(ctx, files)
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

// takeRace has BuildRace build programs with b from now on, if the race detector
// works here: if it finds what there is in a program.
func (n *native) takeRace(ctx context.Context, b *build.Builder, measured metrics.Build) error {
	binary, err := buildOne(ctx, b, racy)
	if err != nil {
		return fmt.Errorf("build the race detector's test: %w", err)
	}
	said, _, err := printed(ctx, n.gvisor.Run, play.Program{Binary: binary, Native: true, Race: true, Clock: play.Real}, n.limits)
	if err != nil {
		return err
	}
	if !strings.Contains(said, "WARNING: DATA RACE") {
		return fmt.Errorf("the race detector's test said %.200q", said)
	}
	n.race.Store(&measured)
	return nil
}

// Published returns a snippet that addPublished has built.
func (n *native) Published(snippet string) []byte {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.published[snippet]
}

// addPublished builds the snippets that print something else as modules than they
// do natively: what their lessons are about takes several processors. The others
// start sooner as modules.
func (n *native) addPublished(ctx context.Context, c *course.Course) error {
	for id, s := range c.Snippets {
		if s.Want("wasi") == s.Want("") {
			continue
		}
		binary, err := buildOne(ctx, n.builder, s.Go)
		if err != nil {
			return fmt.Errorf("build snippet %s: %w", id, err)
		}
		n.mu.Lock()
		n.published[id] = binary
		n.mu.Unlock()
	}
	return nil
}
