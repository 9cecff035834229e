package attacks

import (
	"encoding/json"
	"flag"
	"maps"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"asynctour/server/fair"
	"asynctour/server/needs"
	"asynctour/server/play"
	"asynctour/server/servertest"
)

var updateAttacks = flag.Bool("update-attacks", false, "run the slow attacks too, and write ATTACKS.md anew")

// An attack is a program that tries to get, or to do, more than a sandbox allows.
type attack struct {
	name, does string
	files      map[string]string
	json       string // the files as JSON, if their encoding matters
	// by sandbox, "" for both: the ends that are right, such as "exit 2"; machines may
	// differ
	ends   map[string][]play.Reason
	prints map[string]string // likewise: all that it prints if it is held back
	twice  bool              // run it a second time
	slow   bool              // only with -update-attacks
	wall   time.Duration     // the limit that ends it; 0: none does
}

// of returns the value for a sandbox, or else the value for both.
func of[T any](values map[string]T, sandbox string) T {
	if v, ok := values[sandbox]; ok {
		return v
	}
	return values[""]
}

// TestAttacks runs every attack in both sandboxes, in one of them where the whole is not asked for, and fails for
// processes and files that remain.
func TestAttacks(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if runtime.GOOS == "linux" && err != nil {
		t.Fatal(err)
	}
	attacks := append(runAttacks(t), buildAttacks()...)
	results := map[string]map[string]string{}
	var cannot error // why there is no gVisor
	t.Run("wasi", func(t *testing.T) { results["wasi"], _ = attackAll(t, "wasi", attacks) })
	if runtime.GOOS == "linux" {
		t.Run("gvisor", func(t *testing.T) {
			if results["gvisor"], cannot = attackAll(t, "gvisor", attacks); cannot != nil {
				needs.Skip(t, needs.GVisor, cannot)
			}
		})
		nothingLeft(t, temp)
		now, err := os.ReadFile("/proc/self/mountinfo")
		if err != nil || string(now) != string(mounts) {
			t.Errorf("mounts were\n%s\nand are\n%s%v", mounts, now, err)
		}
	}
	if *updateAttacks && !t.Failed() {
		writeAttacks(t, attacks, results, cannot)
	}
}

// turnOf says whose turn it is where sandboxes take turns.
var turnOf = map[string]int{"wasi": 0, "gvisor": 1}

// attackAll runs the attacks in one sandbox, and returns their ends by name. It is an
// error if this machine has no such sandbox.
func attackAll(t *testing.T, sandbox string, attacks []attack) (map[string]string, error) {
	limits := play.DefaultLimits()
	limits.BuildTime, limits.BuildMemory = time.Hour, 512<<20
	if *updateAttacks {
		limits.BuildTime = 5 * time.Second // which ends the slow ones; it is too little for others on a busy machine
	}
	limits.Eager = time.Hour
	limits.CPU, limits.Wall, limits.Memory, limits.Output = 5*time.Second, time.Hour, 128<<20, 64<<10
	s := servertest.Open(t, limits)
	if sandbox == "gvisor" {
		if err := s.TakeNative(t.Context(), servertest.BesideRunsc(t)); err != nil {
			return nil, err
		}
	}
	host, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer host.Close()
	go func() {
		if c, err := host.Accept(); err == nil {
			t.Errorf("something reached the host: %v", c.RemoteAddr())
		}
	}()
	_, port, _ := net.SplitHostPort(host.Addr().String()) // it has one

	results := map[string]string{}
	for i, a := range attacks {
		if a.slow && !*updateAttacks {
			continue
		}
		if !*updateAttacks && !needs.Turn(i, turnOf[sandbox], len(turnOf)) {
			continue
		}
		t.Run(a.name, func(t *testing.T) {
			files := maps.Clone(a.files)
			if a.json != "" {
				if err := json.Unmarshal([]byte(a.json), &files); err != nil {
					t.Fatal(err)
				}
			}
			for name := range files {
				files[name] = strings.ReplaceAll(files[name], "HOSTPORT", port)
			}
			results[a.name] = attackOnce(t, s, sandbox, a, files)
			if a.twice {
				results[a.name] = attackOnce(t, s, sandbox, a, files)
			}
		})
	}
	return results, nil
}

// attackOnce runs an attack, checks its end and output, and returns the end.
func attackOnce(t *testing.T, s *servertest.Server, sandbox string, a attack, files map[string]string) string {
	t.Helper()
	var text strings.Builder
	var end play.Event
	in := play.NewInput(s.Engine.Limits.Stdin)
	e := *s.Engine
	if a.wall > 0 {
		e.Limits.Wall = a.wall
	}
	e.Run(t.Context(), fair.Owner{}, play.Request{Run: "attack", Kind: play.KindStart, Files: files}, in,
		func(e play.Event) {
			text.WriteString(e.Text)
			end = e
		})
	result := string(end.Reason)
	if end.Reason == play.ReasonExit {
		result += " " + strconv.Itoa(end.Code)
	}
	if ends := of(a.ends, sandbox); !slices.Contains(ends, play.Reason(result)) {
		t.Errorf("it ends with %q (%s), want one of %q; it printed %.1000q", result, end.Message, ends, text.String())
	}
	if prints := of(a.prints, sandbox); prints != "" && result == "exit 0" && text.String() != prints+"\n" {
		t.Errorf("it printed %q, want %q", text.String(), prints)
	}
	return result
}

// runAttacks returns the attacks of testdata/attacks. A file has a sentence, a line
// "ends:", lines for other fields of attack, and the program.
func runAttacks(t *testing.T) (attacks []attack) {
	t.Helper()
	paths, err := filepath.Glob("testdata/attacks/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no attacks: %v", err)
	}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		a := attack{
			name: strings.TrimSuffix(filepath.Base(path), ".txtar"),
			ends: map[string][]play.Reason{}, prints: map[string]string{}, files: map[string]string{},
		}
		for n, line := range strings.Split(strings.TrimSpace(string(archive.Comment)), "\n") {
			key, value, _ := strings.Cut(line, ": ")
			sandbox, field, ok := strings.Cut(key, " ")
			if !ok {
				sandbox, field = "", key
			}
			switch {
			case n == 0:
				a.does = line
			case line == "twice":
				a.twice = true
			case field == "wall":
				if a.wall, err = time.ParseDuration(value); err != nil {
					t.Fatalf("%s: %q: %v", path, line, err)
				}
			case field == "ends":
				for one := range strings.SplitSeq(value, ", ") {
					a.ends[sandbox] = append(a.ends[sandbox], play.Reason(one))
				}
			case field == "prints":
				if a.prints[sandbox], err = strconv.Unquote(`"` + value + `"`); err != nil {
					t.Fatalf("%s: %q: %v", path, line, err)
				}
			default:
				t.Fatalf("%s: what is %q?", path, line)
			}
		}
		for _, f := range archive.Files {
			a.files[f.Name] = string(f.Data)
		}
		attacks = append(attacks, a)
	}
	return attacks
}

// nothingLeft checks that the folder temp has no files of the tour, and that no process
// has it in its command line, or as the folder of a build in its environment.
func nothingLeft(t *testing.T, temp string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(temp, "tour-*"))
	if err != nil || len(files) > 0 {
		t.Errorf("files are left: %v, %v", files, err)
	}
	lines, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range lines {
		line, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		env, _ := os.ReadFile(filepath.Join(filepath.Dir(path), "environ")) // it may be gone
		if strings.Contains(string(line), temp) || strings.Contains(string(env), "TMPDIR="+temp+"/tour-build-") {
			t.Errorf("a process is left: %s %q", path, line)
		}
	}
}
