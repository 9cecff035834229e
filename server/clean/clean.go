// Package clean runs the tests of a package, and fails if they leave something behind:
// goroutines, processes, mounts, or files in the temporary folder. A TestMain calls it:
//
//	func TestMain(m *testing.M) { os.Exit(clean.Run(m)) }
//
// What ends a moment after the test that started it is waited for. Processes and mounts
// are looked for on Linux alone.
package clean

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"go.uber.org/goleak"
)

// patience is how long the last of what the tests have started may take to end, on the
// slowest machine.
const patience = 2 * time.Minute

// Run runs the tests, with a temporary folder of their own, and returns the exit code
// of the process.
func Run(m interface{ Run() int }) int {
	folder, err := os.MkdirTemp("", "tour-tests-*")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder)
	defer os.Setenv("TMPDIR", os.Getenv("TMPDIR"))
	os.Setenv("TMPDIR", folder)
	mounts := mounted()
	before := goleak.IgnoreCurrent()
	code := m.Run()
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	var left []string
	for end := time.Now().Add(patience); ; {
		left = processes(folder)
		if err := goleak.Find(before); err != nil { // it waits for a while itself
			left = append(left, err.Error())
		}
		if len(left) == 0 || time.Now().After(end) {
			break
		}
	}
	if now := mounted(); now != mounts {
		left = append(left, fmt.Sprintf("mounts, which were\n%s\nand are\n%s", mounts, now))
	}
	left = append(left, files(folder)...)
	if len(left) == 0 {
		return code
	}
	fmt.Fprintf(os.Stderr, "FAIL: the tests have left behind:\n%s\n", strings.Join(left, "\n"))
	return max(code, 1)
}

// files returns what is in the folder.
func files(folder string) (left []string) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return []string{err.Error()}
	}
	for _, e := range entries {
		left = append(left, "file "+e.Name())
	}
	return left
}
