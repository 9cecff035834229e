package attacks

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// elsewhere lists the attacks and faults that are not programs, each with its test. make
// test runs them.
var elsewhere = []struct{ what, test string }{
	{"A foreign Origin; none", "socket: TestOrigin, TestOrigins"},
	{"Frames that are huge, in pieces, unmasked, with reserved bits, unknown opcodes, bad UTF-8",
		"socket: TestViolations, TestHugeFrame, FuzzDecode"},
	{"A reader that stops reading; half-open peers", "socket: TestSlowReader, TestHalfOpen"},
	{"Ten thousand starts in a second; too many connections and runs of one address",
		"socket: TestTooManyRuns, TestTooManyConnections, TestAddressLimits; fair: TestRates"},
	{"Slowloris; huge headers and bodies; traversal", "server: TestHTTPAttacks"},
	{"SIGTERM under load", "server: TestDrain; socket: TestShutdown, TestShutdownEnds"},
	{"SIGKILL of a compiler", "faults: TestCompilerKilled"},
	{"SIGKILL of a sandbox, and of all that wait for a run",
		"faults: TestChildKilled, TestSandboxKilled; sandbox/gvisor: TestLeavesNothing"},
	{"SIGKILL of the server: what it leaves is ended", "sweep: TestChildren, TestFolders"},
	{"A full disk; a temporary folder that cannot be written",
		"faults: TestDiskAtStart, TestDiskInTheMiddle, which take root, for mounts of their own"},
	{"The clock is set", "server: TestClock, which reads the source: nobody may set the clock of a machine that others use"},
	{"ANSI escapes, HTML, broken UTF-8 in the page; syscall/js that reaches for cookies, storage, DOM and network",
		"site/e2e/tests/hostile.mjs"},
	{"Connections cut in the midst of a run", "socket: TestResume, TestResumeGap; site/e2e/tests/reconnecting.mjs"},
	{"Programs, diagnostics, lessons and frames made at random",
		"play: FuzzCheckStart, FuzzCompilerDiagnostics; engine: FuzzFindRaces; course: FuzzParse; socket: FuzzDecode"},
	{"A thousand hostile runs", "server/bench: BENCHMARKS.md"},
}

// TestElsewhere checks that the tests of the list exist.
func TestElsewhere(t *testing.T) {
	var source strings.Builder
	for _, pattern := range []string{"../*_test.go", "../*/*_test.go", "../*/*/*_test.go"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			source.Write(text)
		}
	}
	for _, e := range elsewhere {
		for _, name := range regexp.MustCompile(`\b(Test|Fuzz)\w+`).FindAllString(e.test, -1) {
			if !strings.Contains(source.String(), "\nfunc "+name+"(") {
				t.Errorf("%s: there is no %s", e.what, name)
			}
		}
	}
}

// writeAttacks writes ATTACKS.md. cannot is the reason why gVisor was not tried, or nil.
func writeAttacks(t *testing.T, attacks []attack, results map[string]map[string]string, cannot error) {
	t.Helper()
	var b strings.Builder
	b.WriteString("# Attacks, and how they end\n\nWritten by `make attack`, on " + runtime.GOOS + "/" + runtime.GOARCH + " with " + runtime.Version() + ". ")
	b.WriteString("Each is a program that is sent to the server like a reader's; the ends are those of `server/play`. ")
	b.WriteString("A program that `exit 0`s has found nothing. Afterwards no process, file or mount is left.\n\n")
	if results["gvisor"] == nil {
		why := "it is for Linux"
		if cannot != nil {
			why = cannot.Error()
		}
		fmt.Fprintf(&b, "In gVisor none of them could be run on that machine: %s.\n\n", why)
	}
	b.WriteString("| attack | what it does | wasi | gvisor |\n|---|---|---|---|\n")
	for _, a := range attacks {
		gvisor := "not run"
		if results["gvisor"] != nil {
			gvisor = results["gvisor"][a.name]
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", a.name, a.does, results["wasi"][a.name], gvisor)
	}
	b.WriteString("\nThe others are tests:\n\n| attack or fault | tests |\n|---|---|\n")
	for _, e := range elsewhere {
		fmt.Fprintf(&b, "| %s | %s |\n", e.what, e.test)
	}
	if err := os.WriteFile("../ATTACKS.md", []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
