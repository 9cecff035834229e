package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"asynctour/server/clean"
)

func TestMain(m *testing.M) { os.Exit(clean.Run(m)) }

// goOutput is what go test -json prints of packages that pass, fail, hang and cannot be
// built.
const goOutput = `go: downloading something
{"Action":"run","Package":"asynctour/server/a","Test":"TestGood"}
{"Action":"output","Package":"asynctour/server/a","Test":"TestGood","Output":"=== RUN   TestGood\n"}
{"Action":"output","Package":"asynctour/server/a","Test":"TestGood","Output":"--- PASS: TestGood (0.50s)\n"}
{"Action":"pass","Package":"asynctour/server/a","Test":"TestGood","Elapsed":0.5}
{"Action":"run","Package":"asynctour/server/a","Test":"TestParts"}
{"Action":"run","Package":"asynctour/server/a","Test":"TestParts/one_(1)"}
{"Action":"output","Package":"asynctour/server/a","Test":"TestParts/one_(1)","Output":"=== RUN   TestParts/one_(1)\n"}
{"Action":"output","Package":"asynctour/server/a","Test":"TestParts/one_(1)","Output":"    a_test.go:7: it is wrong\n"}
{"Action":"output","Package":"asynctour/server/a","Test":"TestParts/one_(1)","Output":"    --- FAIL: TestParts/one_(1) (1.00s)\n"}
{"Action":"fail","Package":"asynctour/server/a","Test":"TestParts/one_(1)","Elapsed":1}
{"Action":"output","Package":"asynctour/server/a","Test":"TestParts","Output":"--- FAIL: TestParts (1.00s)\n"}
{"Action":"fail","Package":"asynctour/server/a","Test":"TestParts","Elapsed":1}
{"Action":"run","Package":"asynctour/server/a","Test":"TestNot"}
{"Action":"output","Package":"asynctour/server/a","Test":"TestNot","Output":"    a_test.go:9: not here\n"}
{"Action":"skip","Package":"asynctour/server/a","Test":"TestNot","Elapsed":0}
{"Action":"fail","Package":"asynctour/server/a","Elapsed":3}
{"Action":"run","Package":"asynctour/server/b","Test":"TestHangs"}
{"Action":"output","Package":"asynctour/server/b","Test":"TestHangs","Output":"panic: test timed out after 2h0m0s\n"}
{"Action":"fail","Package":"asynctour/server/b","Elapsed":7200}
{"ImportPath":"asynctour/server/c","Action":"build-output","Output":"c.go:3:1: syntax error\n"}
{"ImportPath":"asynctour/server/c","Action":"build-fail"}
{"Action":"fail","Package":"asynctour/server/c","Elapsed":0,"FailedBuild":"asynctour/server/c"}
`

func TestReadGo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "go.log")
	if err := os.WriteFile(path, []byte(goOutput), 0o666); err != nil {
		t.Fatal(err)
	}
	got, err := readGo(path, "")
	if err != nil {
		t.Fatal(err)
	}
	want := []result{
		{Name: "./server/a TestGood", OK: true, MS: 500, Again: `go test -race ./server/a -run '^TestGood$'`},
		{Name: "./server/a TestParts/one_(1)", MS: 1000, Error: "a_test.go:7: it is wrong", Again: `go test -race ./server/a -run '^TestParts$/^one_\(1\)$'`},
		{Name: "./server/a TestNot", OK: true, Skipped: true, Error: "a_test.go:9: not here", Again: `go test -race ./server/a -run '^TestNot$'`},
		{Name: "./server/b", MS: 7.2e6, Error: "panic: test timed out after 2h0m0s", Again: "go test -race ./server/b"},
		{Name: "./server/c", Error: "c.go:3:1: syntax error", Again: "go test -race ./server/c"},
	}
	for i := range want {
		want[i].Suite = "go"
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

// TestSuites runs suites that fail, one before another: all are run, and the failures
// are reported.
func TestSuites(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.MkdirAll(logs, 0o777); err != nil {
		t.Fatal(err)
	}
	shell := func(name, script string) suite {
		return suite{name: name, args: []string{"sh", "-c", script}, again: "sh " + name}
	}
	lines := shell("lines", `echo '{"suite":"lines","name":"x","ok":false,"error":"no","again":"x again"}' >> "$TOUR_TEST_RESULTS"; exit 1`)
	lines.reads = readLines
	silent := shell("silent", "exit 0")
	silent.reads = readLines
	all := runStage(t.Context(), [][]suite{{shell("bad", "echo broken; exit 3"), shell("good", "exit 0"), lines}, {silent}}, t.TempDir())
	var text strings.Builder
	if report(&text, all) {
		t.Error("it is well")
	}
	for _, want := range []string{
		"failed: bad: sh -c echo broken; exit 3\n  exit status 3; the end of bin/test/bad.log:\n  broken\n",
		"failed: lines: x\n  no\n",
		"\n  lines: x: x again\n", "\n  bad: sh -c echo broken; exit 3: sh bad\n",
		"failed: silent: ", "\n1 passed, 3 failed\n",
	} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the report has no %q:\n%s", want, text.String())
		}
	}
}

// TestTryAgain tries tests again that have failed beside others: one that passes alone is
// unsteady, and so the test around it has passed; one that fails again, or is not to be
// tried again, has failed.
func TestTryAgain(t *testing.T) {
	passes := `echo '{"suite":"e2e","name":"x","ok":true}' >> "$TOUR_TEST_RESULTS"`
	fails := `echo '{"suite":"e2e","name":"x","ok":false,"error":"no"}' >> "$TOUR_TEST_RESULTS"; exit 1`
	goPasses := `echo '{"Action":"pass","Package":"asynctour/server/a","Test":"TestX"}'`
	for name, test := range map[string]struct {
		all      []result
		ok       bool
		unsteady int
	}{
		"passes":            {[]result{{Suite: "e2e", Name: "x", Again: passes}}, true, 1},
		"fails":             {[]result{{Suite: "e2e", Name: "x", Again: fails}}, false, 0},
		"one of two":        {[]result{{Suite: "e2e", Name: "x", Again: passes}, {Suite: "e2e", Name: "y", Again: fails}}, false, 1},
		"no test of a name": {[]result{{Suite: "e2e", Name: "x", Again: "true"}}, false, 0},
		"within a test": {[]result{{Suite: "go", Name: "./a TestX/b", Again: goPasses},
			{Suite: "go", Name: "./a TestX", Error: "its parts", Again: goPasses}}, true, 2},
		"around another": {[]result{{Suite: "go", Name: "./a TestXY/b", Again: "false"},
			{Suite: "go", Name: "./a TestX", Again: goPasses}}, false, 1},
		"a race within": {[]result{{Suite: "go", Name: "./a TestX/b", Error: "WARNING: DATA RACE", Again: goPasses},
			{Suite: "go", Name: "./a TestX", Again: goPasses}}, false, 0},
		"a data race": {[]result{{Suite: "go", Name: "./a TestX", Error: "WARNING: DATA RACE", Again: goPasses}}, false, 0},
		"a package":   {[]result{{Suite: "go", Name: "./a", Again: goPasses}}, false, 0},
		"a suite":     {[]result{{Suite: "lint", Name: "npm run lint", Again: "true"}}, false, 0},
		"too many":    {slices.Repeat([]result{{Suite: "e2e", Name: "x", Again: passes}}, mostAgain+1), false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if err := os.MkdirAll(logs, 0o777); err != nil {
				t.Fatal(err)
			}
			tryAgain(t.Context(), test.all, t.TempDir())
			var text strings.Builder
			if ok := report(&text, test.all); ok != test.ok {
				t.Errorf("it is well: %v\n%s", ok, text.String())
			}
			if n := strings.Count(text.String(), "unsteady, failed beside others"); n != test.unsteady {
				t.Errorf("%d are unsteady:\n%s", n, text.String())
			}
		})
	}
}

// TestReport lists no more than ten failures at the end.
func TestReport(t *testing.T) {
	var all []result
	for range 2 * listed {
		all = append(all, result{Suite: "go", Name: "TestX", Again: "go test -run TestX"})
	}
	var text strings.Builder
	report(&text, all)
	_, end, _ := strings.Cut(text.String(), "to repeat one alone:\n")
	if n := strings.Count(end, "go test -run TestX"); n != listed || !strings.Contains(end, "and 10 more: bin/test has all") {
		t.Errorf("the report ends with %d failures:\n%s", n, end)
	}
}

func TestMachine(t *testing.T) {
	slow := machine{cores: 1, fault: 30 * time.Microsecond, process: time.Millisecond, build: 5 * time.Second}
	if text := slow.String(); !strings.Contains(text, "slower than the suites are made for (2 for cores, 5µs for a page fault, 2s for a small build)") {
		t.Errorf("a slow machine is %q", text)
	}
	if text := suited.String(); strings.Contains(text, "slower") {
		t.Errorf("one that is just right is %q", text)
	}
	// On a slow machine nothing runs side by side.
	for _, stage := range stages(slow) {
		if len(stage) != 1 {
			t.Errorf("%d lanes run side by side", len(stage))
		}
	}
}
