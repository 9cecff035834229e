package main

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDeploy holds what deploys the tour to the flags that it has: an
// environment variable that is none would be ignored in silence.
func TestDeploy(t *testing.T) {
	setting := regexp.MustCompile(`TOUR_([A-Z_]+)=(\S+)`)
	for _, file := range []string{"tour.service", "Containerfile"} {
		text, err := os.ReadFile(filepath.Join("deploy", file))
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for line := range strings.Lines(string(text)) {
			if strings.HasPrefix(line, "#") {
				continue
			}
			for _, m := range setting.FindAllStringSubmatch(line, -1) {
				found++
				name := strings.ToLower(strings.ReplaceAll(m[1], "_", "-"))
				if _, err := readOptions([]string{"-" + name + "=" + m[2]}, io.Discard); err != nil {
					t.Errorf("%s: TOUR_%s=%s: %v", file, m[1], m[2], err)
				}
			}
		}
		if found < 3 {
			t.Errorf("%s sets %d flags, want some", file, found)
		}
	}
}
