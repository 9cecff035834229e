package exercises

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"asynctour/server/servertest"
)

// TestStandstill has programs checked in which goroutines wait for a mutex: a bubble stands still
// then, and the verdict says why.
func TestStandstill(t *testing.T) {
	places(t, limits(), func(t *testing.T, _ string, s *servertest.Server) {
		for name, want := range map[string]string{
			"mutex":      "deadlock: a goroutine waits for a mutex that nobody unlocks",
			"mutex-held": " goroutines wait for a mutex that is held during a wait (sleep), or never unlocked",
		} {
			archive, err := txtar.ParseFile("testdata/cheats/" + name + ".txtar")
			if err != nil {
				t.Fatal(err)
			}
			v := check(t, s, cheated, map[string]string{"main.go": string(archive.Files[0].Data)})
			if len(v.checks) == 0 {
				t.Errorf("%s: there are no verdicts: %s", name, v)
			}
			for _, c := range v.checks {
				if !strings.HasSuffix(c.Text, want) {
					t.Errorf("%s: %s: %q, want %q", name, c.Name, c.Text, want)
				}
			}
		}
	})
}
