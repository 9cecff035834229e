// Package needs has what tests need of a machine: the module's folder, a cache that is
// not the user's, and what some machines lack. A test is skipped for that, or fails
// where the machine is to have it: TOUR_REQUIRE=gvisor,groups,mounts,race,web names it. The word
// "browsers" there is for site/testing/needs.mjs.
package needs

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// What tests may need.
const (
	Groups = "groups" // control groups that this process may make
	GVisor = "gvisor" // runsc, and a kernel that lets it work
	Mounts = "mounts" // mounts of its own, which takes root
	Race   = "race"   // the race detector, in gVisor: it takes a C compiler
	Web    = "web"    // nginx, Caddy and HAProxy: server/deploy/proxies installs them
)

// Whole reports whether tests are to play all that they know, as "make whole" asks for by TOUR_WHOLE, and not a share
// that takes minutes: causes and systems of which one is much like the other.
func Whole() bool { return os.Getenv("TOUR_WHOLE") != "" }

// Turn reports whether the i-th of many cases that are much alike is one of the n-th of so many turns: of several
// places, say, each of which plays a share of them. Where tests play the whole, each plays all.
func Turn(i, n, turns int) bool { return Whole() || i%turns == n }

// Skip skips the test, because of why, unless this machine is to have what it needs.
func Skip(t *testing.T, need string, why any) {
	t.Helper()
	if slices.Contains(strings.Split(os.Getenv("TOUR_REQUIRE"), ","), need) {
		t.Fatalf("TOUR_REQUIRE asks for %s: %v", need, why)
	}
	t.Skip(why)
}
