package exercises

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"asynctour/server/needs"
	"asynctour/server/servertest"
)

// cheated is the exercise that the programs of testdata/cheats are handed in for.
const cheated = "http/four-at-a-time"

// leastCheats is how many there are at least.
const leastCheats = 40

// A cheat is a file of testdata/cheats, whose README is the format.
type cheat struct {
	name  string
	ends  map[string]string // by place; "" for the others
	files map[string]string
}

func readCheats(t *testing.T) (cheats []cheat) {
	t.Helper()
	paths, err := filepath.Glob("testdata/cheats/*.txtar")
	if err != nil || len(paths) < leastCheats {
		t.Fatalf("%d cheats, want %d at least: %v", len(paths), leastCheats, err)
	}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		c := cheat{strings.TrimSuffix(filepath.Base(path), ".txtar"), map[string]string{}, map[string]string{}}
		for line := range strings.Lines(string(archive.Comment)) {
			if place, end, ok := strings.Cut(strings.TrimSpace(line), "ends: "); ok {
				c.ends[strings.TrimSpace(place)] = end
			}
		}
		for _, f := range archive.Files {
			c.files[f.Name] = string(f.Data)
		}
		cheats = append(cheats, c)
	}
	return cheats
}

// cheatTurns is among how many turns the cheats are shared where the whole is not asked for: two of them are the places
// here, and half of a third is the page's.
const cheatTurns = 4

// TestCheats has programs checked that do not solve the exercise, each in one place at most where the whole is not
// asked for.
func TestCheats(t *testing.T) {
	cheats := readCheats(t)
	limits := limits()
	limits.CPU, limits.Wall = 2*time.Second, time.Minute
	places(t, limits, func(t *testing.T, place string, s *servertest.Server) {
		names := s.Course.Snippets[cheated].Exercise.Names()
		for i, c := range cheats {
			if !needs.Turn(i, turnOf[place], cheatTurns) {
				continue
			}
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				v := check(t, s, cheated, c.files)
				want, ok := c.ends[place]
				if !ok {
					want = c.ends[""]
				}
				if !slices.Contains(strings.Split(want, ", "), v.end) {
					t.Errorf("it ends with %q, want %s", v.end, want)
				}
				if len(v.checks) != len(names) || len(v.failed()) == 0 {
					t.Errorf("%d of %d checks have verdicts, and it fails %q", len(v.checks), len(names), v.failed())
				}
				for _, c := range v.checks {
					if !c.OK && c.Text == "" {
						t.Errorf("%s fails, and nobody is told why", c.Name)
					}
				}
				t.Log(v)
			})
		}
	})
}
