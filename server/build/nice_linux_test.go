package build

import (
	"context"
	"testing"

	"asynctour/server/play"
)

// TestToolGivesWay has a tool wait until it is nice to others, as those of an
// address are that has much under way.
func TestToolGivesWay(t *testing.T) {
	limits := play.DefaultLimits()
	ctx, cancel := context.WithTimeout(t.Context(), limits.BuildTime)
	defer cancel()
	const waits = `until [ "$(cut -d' ' -f19 /proc/$$/stat)" = 15 ]; do :; done; echo nice`
	// One with a C compiler has a PATH.
	out, err := (&work{limits: limits, tools: &toolchain{cc: "cc"}, dir: t.TempDir(), gentle: true}).tool(ctx,
		"/bin/sh", "-c", waits)
	if err != nil || string(out) != "nice\n" {
		t.Errorf("got %q, %v", out, err)
	}
}
