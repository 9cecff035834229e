package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"asynctour/server/build"
	"asynctour/server/course"
	"asynctour/server/engine"
	"asynctour/server/fair"
	"asynctour/server/play"
	"asynctour/server/sandbox"
	"asynctour/server/sandbox/gvisor"
)

// spareBoxes is how many gVisor sandboxes wait for a run: one starts within a
// fifth of a second.
const spareBoxes = 2

// A native is the sandbox for native programs, and what builds them.
type native struct {
	builder  *build.Builder
	gvisor   *gvisor.Sandboxes
	limits   play.Limits
	platform engine.Platform                // without the race detector
	race     atomic.Pointer[engine.Builder] // with it; nil where there is none, or not yet

	mu        sync.Mutex
	published map[string][]byte
}

// openNative opens gVisor, and returns it when it has passed its test. exe is the
// tour's program, beside which it is looked for; keep is how many sandboxes are
// kept for those whose programs they have run.
func openNative(ctx context.Context, builder *build.Builder, exe string, keep int, limits play.Limits) (*native, error) {
	runsc, err := gvisor.Find(exe)
	if err != nil {
		return nil, err
	}
	guest, err := buildOne(ctx, builder, gvisor.GuestSource)
	if err != nil {
		return nil, fmt.Errorf("build the sandbox's guest: %w", err)
	}
	const works = "gVisor works\n"
	test, err := buildOne(ctx, builder, fmt.Sprintf("package main\n\nimport \"os\"\n\nfunc main() { os.Stdout.WriteString(%q) }\n", works))
	if err != nil {
		return nil, fmt.Errorf("build the sandbox's test: %w", err)
	}
	g, err := gvisor.New(runsc, guest, spareBoxes, keep, limits)
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
	binary, _, err := b.Build(ctx, fair.Job{}, map[string]string{"main.go": source})
	return binary, err
}

// now returns the platform as it is now.
func (n *native) now() *engine.Platform {
	p := n.platform
	if race := n.race.Load(); race != nil {
		p.Race = *race
	}
	return &p
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

// takeRace has the platform build programs with b from now on, if the race detector
// works here: if it finds what there is in a program.
func (n *native) takeRace(ctx context.Context, b *build.Builder, measured engine.Builder) error {
	binary, err := buildOne(ctx, b, racy)
	if err != nil {
		return fmt.Errorf("build the race detector's test: %w", err)
	}
	said, _, err := printed(ctx, n.gvisor.Run, sandbox.Program{Binary: binary, Race: true, Clock: play.ClockReal}, n.limits)
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
