package overlay

import (
	"encoding/json"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// added are the files that Warm adds to packages.
var added = []string{"ahead.go", "arguments.go", "zeros.go"}

// installed returns the GOROOT of the go command.
func installed(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatalf("go env GOROOT: %v", err)
	}
	return strings.TrimSpace(string(out))
}

// TestMake runs Make and Warm on the installed release: the files exist and parse, and the
// two tools have no package of another architecture, or of another part that is left out.
func TestMake(t *testing.T) {
	t.Run("Make", func(t *testing.T) { checkTools(t, Make) })
	t.Run("Warm", func(t *testing.T) { checkTools(t, Warm) })
}

func checkTools(t *testing.T, makes func(goroot, dir string) (string, error)) {
	file, err := makes(installed(t), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var overlay struct{ Replace map[string]string }
	if err := json.Unmarshal(data, &overlay); err != nil {
		t.Fatal(err)
	}
	if len(overlay.Replace) == 0 {
		t.Fatal("the overlay replaces nothing")
	}
	for from, to := range overlay.Replace {
		if _, err := os.Stat(from); err != nil && !slices.Contains(added, filepath.Base(from)) {
			t.Errorf("replaced file: %v", err)
		}
		if to == "" {
			continue
		}
		if _, err := parser.ParseFile(token.NewFileSet(), to, nil, parser.AllErrors); err != nil {
			t.Error(err)
		}
	}

	cmd := exec.Command("go", "list", "-deps", "-overlay", file, "cmd/compile", "cmd/link")
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOWORK=off", "GOFLAGS=")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	others := []string{"386", "amd64", "x86", "arm", "arm64", "loong64", "mips", "mips64", "ppc64", "riscv", "riscv64", "s390x"}
	left := []string{"regexp", "encoding/json", "go/build", "runtime/pprof", "crypto/internal/fips140/drbg"}
	for _, name := range strings.Fields(string(out)) {
		other := strings.HasPrefix(name, "cmd/") && slices.Contains(others, path.Base(name))
		if other || slices.Contains(left, name) {
			t.Errorf("the tools still have package %s", name)
		}
	}
}
