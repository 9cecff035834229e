package main

import (
	"os"
	"path/filepath"
	"testing"

	"asynctour/wasm/gocmd"
)

// TestSettle has the go command keep its files in the cache folder where it has no other place.
func TestSettle(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	home, cache := t.TempDir(), t.TempDir()
	modules := filepath.Join(t.TempDir(), "modules") // which has what is needed, and need not be written to
	if err := os.MkdirAll(filepath.Join(modules, "golang.org/x/sync@"+gocmd.SyncVersion), 0o777); err != nil {
		t.Fatal(err)
	}
	built, downloaded := filepath.Join(cache, "go-build"), filepath.Join(cache, "go-mod")
	for name, test := range map[string]struct {
		env            map[string]string
		built, modules string
	}{
		"at home":               {map[string]string{"HOME": home}, home + "/.cache/go-build", home + "/go/pkg/mod"},
		"no home":               {nil, built, downloaded},
		"no folder":             {map[string]string{"HOME": file}, built, downloaded},
		"no such folder":        {map[string]string{"HOME": filepath.Join(file, "gopher")}, built, downloaded},
		"a path":                {map[string]string{"GOPATH": home, "GOCACHE": home}, home, home + "/pkg/mod"},
		"modules":               {map[string]string{"GOMODCACHE": modules}, built, modules},
		"a cache of no use":     {map[string]string{"HOME": home, "GOCACHE": file}, built, home + "/go/pkg/mod"},
		"a path of no use":      {map[string]string{"HOME": home, "GOPATH": file}, home + "/.cache/go-build", downloaded},
		"a folder for programs": {map[string]string{"HOME": home, "XDG_CACHE_HOME": file}, built, home + "/go/pkg/mod"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, variable := range []string{"HOME", "XDG_CACHE_HOME", "GOPATH", "GOCACHE", "GOMODCACHE"} {
				t.Setenv(variable, "") // and restored
				if value, ok := test.env[variable]; ok {
					os.Setenv(variable, value)
				} else {
					os.Unsetenv(variable)
				}
			}
			t.Setenv("GOENV", "off")
			t.Setenv("XDG_CONFIG_HOME", file) // where the go command would go on writing its counts
			if err := settle(t.Context(), cache); err != nil {
				t.Fatal(err)
			}
			got, err := gocmd.Go(t.Context(), "", nil, "env", "GOCACHE", "GOMODCACHE")
			if want := test.built + "\n" + test.modules; err != nil || got != want {
				t.Errorf("the go command has %q, %v, want %q", got, err, want)
			}
		})
	}
}
