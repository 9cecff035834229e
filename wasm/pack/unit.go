package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"asynctour/wasm"
)

// A unit is one module to build.
type unit struct {
	Snippet string // "gather/three-tasks", or "" for a module of the page's own
	Package string // "./lessons/03-gather/three-tasks"
	GOOS    string // "js" or "wasip1"
	Dir     string // of dist, where it goes
	Prefix  string // of the file's name there: "three-tasks"
	Inputs  string // a hash of all that the module is made from
}

// ID tells the units apart.
func (u unit) ID() string { return u.GOOS + " " + u.Package }

// pageModules are what the page loads beside the snippets: the name, and the
// packages that it is made from, its main package first.
var pageModules = [...]struct {
	name     string
	packages []string
}{
	{"source", []string{"./wasm/source/js", "./wasm/source", "./server/play"}},
	{"complete", []string{"./wasm/complete/js", "./wasm/complete"}},
	{"timeline", []string{"./wasm/timeline/js", "./wasm/timeline", "./server/play"}},
}

// snippetDir is what the folder of a snippet is called, below the root.
var snippetDir = regexp.MustCompile(`^lessons/[0-9]+-([^/]+)/([^/]+)$`)

// findUnits lists what there is to build in the module at root.
func findUnits(root, version string) ([]unit, error) {
	mains, err := filepath.Glob(filepath.Join(root, "lessons", "[0-9]*-*", "*", "main.go"))
	if err != nil {
		return nil, err
	}
	var units []unit
	for _, main := range mains {
		rel, err := filepath.Rel(root, filepath.Dir(main))
		if err != nil {
			return nil, err
		}
		rel = filepath.ToSlash(rel)
		names := snippetDir.FindStringSubmatch(rel)
		if names == nil {
			return nil, fmt.Errorf("%s: the folder of a lesson is called NN-name", rel)
		}
		inputs, err := hashInputs(root, version, "./"+rel)
		if err != nil {
			return nil, err
		}
		u := unit{Snippet: names[1] + "/" + names[2], Package: "./" + rel, Inputs: inputs}
		js, wasi := u, u
		js.GOOS, js.Dir, js.Prefix = "js", wasm.JSDir, names[2]
		wasi.GOOS, wasi.Dir, wasi.Prefix = "wasip1", wasm.WASIDir, names[1]+"-"+names[2]
		units = append(units, js, wasi)
	}
	for _, m := range pageModules {
		inputs, err := hashInputs(root, version, m.packages...)
		if err != nil {
			return nil, err
		}
		units = append(units, unit{Package: m.packages[0], GOOS: "js", Dir: wasm.JSDir, Prefix: m.name, Inputs: inputs})
	}
	return units, nil
}

// hashInputs hashes what decides what a build of packages gives: their sources,
// the versions of all modules, that of Go, and how the build is done.
func hashInputs(root, version string, packages ...string) (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, version, buildFlags)
	files := []string{"go.sum"}
	for _, p := range packages {
		sources, err := filepath.Glob(filepath.Join(root, p, "*.go"))
		if err != nil {
			return "", err
		}
		for _, file := range sources {
			if !strings.HasSuffix(file, "_test.go") {
				files = append(files, filepath.Join(p, filepath.Base(file)))
			}
		}
	}
	slices.Sort(files)
	for _, name := range files {
		fmt.Fprintln(h, filepath.ToSlash(name))
		if err := hashFile(h, filepath.Join(root, name)); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func hashFile(w io.Writer, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	n, err := io.Copy(w, f)
	if err != nil {
		return err
	}
	fmt.Fprintln(w, n)
	return nil
}
