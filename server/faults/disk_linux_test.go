package faults

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"

	"golang.org/x/sys/unix"

	"asynctour/server/needs"
)

// Pieces of shell scripts: $1 is the disk, $2 the archives that all tests share. What a server has made
// by itself meanwhile stays.
const (
	fill    = `cat /dev/zero > "$1"/filler 2>/dev/null || dd if=/dev/zero of="$1"/filler2 bs=1 2>/dev/null || true`
	fillShm = `; cat /dev/zero > /dev/shm/filler 2>/dev/null || true`
	empty   = `rm -f "$1"/filler "$1"/filler2 /dev/shm/filler`
	// A disk is busy as long as a file on it is being written.
	protect = `until mount -o remount,bind,ro "$1" 2>/dev/null; do sleep 0.1; done`
	allow   = `mount -o remount,bind,rw "$1"`
	damage  = `for f in "$1"/cache/compiled/*; do test ! -f "$f" || truncate -s 1000 "$f"; done`
	// A server may be writing into what is being removed: then it is not empty yet.
	remove  = `remove() { until rm -rf "$@" 2>/dev/null; do true; done; }; remove `
	restore = `mkdir -p "$1"/tmp "$1"/cache; ln -s "$2"/std-* "$1"/cache/ 2>/dev/null || true`
)

// A cause is something that goes wrong with a machine: what brings it about, what ends it, and what /readyz says of it.
type cause struct{ spoil, heal, says string }

var causes = map[string]cause{
	"full":                 {fill, empty, "cache folder cannot be written to"},
	"full, memory too":     {fill + fillShm, empty, "no space left on device"},
	"read-only":            {protect, allow, "temporary folder cannot be written to"},
	"read-only, full":      {fill + `; ` + protect + fillShm, allow + `; ` + empty, "read-only file system"},
	"no cache folder":      {`until rm -rf "$1"/cache && true > "$1"/cache; do true; done 2>/dev/null`, `rm "$1"/cache; ` + restore, "-cache names another"},
	"no temporary folder":  {remove + `"$1"/tmp`, restore, "TMPDIR names another"},
	"cache folder deleted": {remove + `"$1"/cache`, restore, "ready"},
	"all folders deleted":  {remove + `"$1"/*`, restore, "TMPDIR names another"},
	"snippets damaged":     {damage, `true`, "ready"},
}

// some returns the causes of those names, or all where tests play the whole.
func some(names ...string) map[string]cause {
	chosen := maps.Clone(causes)
	maps.DeleteFunc(chosen, func(name string, _ cause) bool { return !needs.Whole() && !slices.Contains(names, name) })
	return chosen
}

// TestDiskAtStart starts servers on disks that are of no use, or on what somebody has damaged.
func TestDiskAtStart(t *testing.T) {
	for name, cause := range some("read-only, full", "no temporary folder") {
		t.Run(name, func(t *testing.T) {
			m := boot(t, `spoil() { `+cause.spoil+`; }; spoil "$DISK" "$SHARED"`)
			m.ready(t, cause.says)
			m.during(t)
			m.inside(t, cause.heal)
			m.after(t)
		})
	}
}

// TestDiskInTheMiddle has the same happen to a server that has served already.
func TestDiskInTheMiddle(t *testing.T) {
	m := boot(t, "", sandboxFlag(t)...)
	m.after(t)
	for name, cause := range some("full, memory too", "cache folder deleted") {
		t.Run(name, func(t *testing.T) {
			m.inside(t, cause.spoil)
			m.ready(t, cause.says)
			m.during(t)
			m.inside(t, cause.heal)
			m.after(t)
		})
	}
}

// TestFewFiles has a server that may have few files open, from its start or later.
func TestFewFiles(t *testing.T) {
	t.Run("start", func(t *testing.T) {
		m := boot(t, "ulimit -n 64")
		m.ready(t, "64 files can be open")
		m.during(t)
	})
	t.Run("middle", func(t *testing.T) {
		m := boot(t, "", sandboxFlag(t)...)
		m.keep(t)
		m.after(t)
		var limit unix.Rlimit
		if err := unix.Prlimit(m.pid, unix.RLIMIT_NOFILE, nil, &limit); err != nil {
			t.Fatal(err)
		}
		few := []int{0, 3}
		if needs.Whole() {
			few = []int{0, 1, 3, 6, 12}
		}
		for _, more := range few {
			open, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", m.pid))
			if err != nil {
				t.Fatal(err)
			}
			low := unix.Rlimit{Cur: uint64(len(open) + more), Max: limit.Max}
			if err := unix.Prlimit(m.pid, unix.RLIMIT_NOFILE, &low, nil); err != nil {
				t.Fatal(err)
			}
			m.during(t)
			if err := unix.Prlimit(m.pid, unix.RLIMIT_NOFILE, &limit, nil); err != nil {
				t.Fatal(err)
			}
			m.after(t)
		}
	})
}

// TestNoHome starts a server that has nothing in its environment but where programs are.
func TestNoHome(t *testing.T) {
	m := boot(t, `unset HOME GOPATH GOCACHE GOMODCACHE XDG_CACHE_HOME XDG_CONFIG_HOME`)
	m.during(t)
	m.after(t)
	m.ready(t, "")
}
