package build

import (
	"context"
	"testing"

	"asynctour/server/play"
)

// TestToolGivesWay has a tool wait until it is nice to others, as those of an
// address are that has much under way.
func TestToolGivesWay(t *testing.T) {
	var crowd play.Crowd
	ctx := t.Context()
	for !play.Crowded(ctx) {
		next, leave := crowd.Enter(ctx)
		defer leave()
		ctx = next
	}
	limits := play.DefaultLimits()
	ctx, cancel := context.WithTimeout(ctx, limits.BuildTime)
	defer cancel()
	const waits = `until [ "$(cut -d' ' -f19 /proc/$$/stat)" = 15 ]; do :; done; echo nice`
	// One with a C compiler has a PATH.
	out, err := (&work{limits: limits, tools: &toolchain{cc: "cc"}, dir: t.TempDir()}).tool(ctx, "/bin/sh", "-c", waits)
	if err != nil || string(out) != "nice\n" {
		t.Errorf("got %q, %v", out, err)
	}
}
