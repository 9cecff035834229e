// Package needs has what tests need of a machine: the module's folder, a cache that is
// not the user's, and what some machines lack. A test is skipped for that, or fails
// where the machine is to have it: TOUR_REQUIRE=gvisor,groups,mounts,postgres,race,strace,web names it. The word
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
	Groups   = "groups"   // control groups that this process may make
	GVisor   = "gvisor"   // runsc, and a kernel that lets it work
	Mounts   = "mounts"   // mounts of its own, which takes root
	Postgres = "postgres" // PostgreSQL: Debian's package, or initdb in PATH
	Race     = "race"     // the race detector, in gVisor: it takes a C compiler
	Strace   = "strace"   // strace, and a kernel that lets it trace
	Web      = "web"      // nginx, Caddy and HAProxy: server/deploy/proxies installs them
)

// Whole reports whether tests are to play all that they know, as "make whole" asks for by TOUR_WHOLE, and not a share
// that takes minutes: causes and systems of which one is much like the other.
func Whole() bool { return os.Getenv("TOUR_WHOLE") != "" }

// Skip skips the test, because of why, unless this machine is to have what it needs.
func Skip(t *testing.T, need string, why any) {
	t.Helper()
	if slices.Contains(strings.Split(os.Getenv("TOUR_REQUIRE"), ","), need) {
		t.Fatalf("TOUR_REQUIRE asks for %s: %v", need, why)
	}
	t.Skip(why)
}
