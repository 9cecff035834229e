package main

import (
	"context"
	"fmt"
	"sync"

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

	mu        sync.Mutex
	published map[string][]byte
}

// openNative opens gVisor, and returns it when it has passed its test. exe is the
// tour's program, beside which it is looked for.
func openNative(ctx context.Context, builder *build.Builder, exe string, limits play.Limits) (*native, error) {
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
	g, err := sandbox.NewGVisor(runsc, guest, spareBoxes, limits)
	if err != nil {
		return nil, err
	}
	if err := g.Check(ctx, test, works); err != nil {
		g.Close()
		return nil, err
	}
	return &native{builder: builder, gvisor: g, published: map[string][]byte{}}, nil
}

func buildOne(ctx context.Context, b *build.Builder, source string) ([]byte, error) {
	binary, _, err := b.Build(ctx, map[string]string{"main.go": source})
	return binary, err
}

// Build builds a reader's program.
func (n *native) Build(ctx context.Context, files map[string]string) ([]byte, []play.Diagnostic, error) {
	return n.build(ctx, files)
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
