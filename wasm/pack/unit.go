package main

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"regexp"

	"asynctour/wasm"
)

// A unit is one module to build.
type unit struct {
	Snippet string // "gather/three-tasks", or "" for a module of the page's own
	Package string // "./lessons/03-gather/three-tasks"
	GOOS    string // "js" or "wasip1"
	Dir     string // the folder in dist
	Prefix  string // of the file's name in Dir: "three-tasks"
	Inputs  string // a hash of all that the module depends on
}

// ID identifies the unit.
func (u unit) ID() string { return u.GOOS + " " + u.Package }

// snippetDir matches the folder of a snippet, below the root.
var snippetDir = regexp.MustCompile(`^lessons/[0-9]+-([^/]+)/([^/]+)$`)

// pageDir is the folder of the programs that pages load beside the snippets, each a
// module with its folder's name.
const pageDir = "wasm/page"

// findUnits lists the units to build in the module at root.
func findUnits(ctx context.Context, root, version string) ([]unit, error) {
	var units []unit
	mains, err := mainFolders(root, "lessons/[0-9]*-*/*")
	if err != nil {
		return nil, err
	}
	for _, dir := range mains {
		names := snippetDir.FindStringSubmatch(dir)
		if names == nil {
			return nil, fmt.Errorf("%s: the folder of a lesson is called NN-name", dir)
		}
		snippet := names[1] + "/" + names[2]
		units = append(units,
			unit{Snippet: snippet, Package: "./" + dir, GOOS: "js", Dir: wasm.JSDir, Prefix: names[2]},
			unit{
				Snippet: snippet, Package: "./" + dir,
				GOOS: "wasip1", Dir: wasm.WASIDir, Prefix: names[1] + "-" + names[2],
			})
	}
	if mains, err = mainFolders(root, pageDir+"/*"); err != nil {
		return nil, err
	}
	for _, dir := range mains {
		units = append(units, unit{Package: "./" + dir, GOOS: "js", Dir: wasm.JSDir, Prefix: path.Base(dir)})
	}
	for _, goos := range []string{"js", "wasip1"} {
		if err := setInputs(ctx, root, version, goos, units); err != nil {
			return nil, err
		}
	}
	return units, nil
}

// mainFolders returns the folders below root that match the pattern and hold a
// main.go, as paths from root with slashes.
func mainFolders(root, pattern string) ([]string, error) {
	mains, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern), "main.go"))
	if err != nil {
		return nil, err
	}
	for i, main := range mains {
		dir, err := filepath.Rel(root, filepath.Dir(main))
		if err != nil {
			return nil, err
		}
		mains[i] = filepath.ToSlash(dir)
	}
	return mains, nil
}
