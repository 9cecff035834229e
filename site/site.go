// Package site is the page: its templates, texts, styles and scripts.
//
// A part, a folder of parts/, is a feature of the page: its template, style,
// scripts and texts lie there together. Templates and texts are found by their
// names, parts/*/*.html and parts/*/en.json; the style has a line in css/main.css,
// and the script one in ts/page/main.ts. Other scripts lie in ts/, by where they
// run: in the page's thread (page), in a worker (worker) or in the service worker
// (sw); what all of these share is in contract and load. Each has a tsconfig.json
// with the types of its realm.
//
// What the pages are rendered from (templates/, text/, and both of each part) is
// embedded as it stands. Scripts and styles are bundled into dist/, which is
// embedded too: "make build" makes it with the program in bundle/.
package site

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// FS holds templates/, text/, icons/, favicon.svg and dist/, and of each part in
// parts/ its templates and texts.
//
//go:embed templates text parts/*/*.html parts/*/*.json icons favicon.svg all:dist
var FS embed.FS

// Dist returns the folder dist of FS: what Bundle made before the build.
func Dist() fs.FS {
	dist, err := fs.Sub(FS, "dist")
	if err != nil {
		panic(err) // only for an invalid path
	}
	return dist
}

// PythonDir is the folder of dist/ that package python fills.
const PythonDir = "python"

// Python returns what pages run Python with, nil where it was not packed.
func Python() fs.FS {
	python, err := fs.Sub(Dist(), PythonDir)
	if err != nil {
		panic(err) // only for an invalid path
	}
	if _, err := fs.Stat(python, "made.json"); err != nil {
		return nil
	}
	return python
}

// Manifest is the file of dist/ that says what the others are: a JSON object
// from an entry point's name to that of its bundle, as "main.js" to
// "main-ABCD.js", or "worker/builder.js" to "builder-ABCD.js". Every other file of dist/ is named by a hash of its content.
const Manifest = "manifest.json"

// workers is the folder of the workers' entry points, one a trade.
const workers = "ts/worker/"

// modules are the entry points that pages and workers load as ES modules, and
// the style sheet; scripts are those that a page runs before its body is read,
// and the service worker, since not every browser takes a module for one. Their
// names, without the folder, have to differ.
func modules() []string {
	return []string{
		"ts/page/main.ts", "css/main.css", "css/room.css",
		workers + "workshop.ts", workers + "runner.ts", workers + "builder.ts", workers + "reader.ts", workers + "python.ts",
	}
}
func scripts() []string { return []string{"ts/page/head.ts", "ts/sw/sw.ts"} }

// Bundle bundles the scripts and styles of the site's folder, dir, into the
// folder out, and removes from out what is of no use any more. With dev they
// stay readable and get source maps.
func Bundle(dir, out string, dev bool) error {
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("bundle: find wasm_exec.js of the Go toolchain: %w", err)
	}
	options := api.BuildOptions{
		Outdir:     out,
		EntryNames: "[name]-[hash]", ChunkNames: "[name]-[hash]", AssetNames: "[name]-[hash]",
		Bundle: true, Metafile: true,
		External: []string{"node:*"}, // which Pyodide loads under Node only
		Target:   api.ES2022, Charset: api.CharsetUTF8,
		MinifyWhitespace: !dev, MinifyIdentifiers: !dev, MinifySyntax: !dev,
		Plugins: []api.Plugin{uncompleted},
		Loader:  map[string]api.Loader{".woff2": api.LoaderFile, ".svg": api.LoaderFile, ".py": api.LoaderText},
		Alias:   map[string]string{"wasm_exec": filepath.Join(strings.TrimSpace(string(goroot)), "lib", "wasm", "wasm_exec.js")},
	}
	if options.AbsWorkingDir, err = filepath.Abs(dir); err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	if options.Outdir, err = filepath.Abs(out); err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	if dev {
		options.Sourcemap = api.SourceMapLinked
	}
	asModules, asScripts := options, options
	asModules.EntryPoints, asModules.Format, asModules.Splitting = modules(), api.FormatESModule, true
	asScripts.EntryPoints, asScripts.Format = scripts(), api.FormatIIFE

	manifest, files := map[string]string{}, map[string][]byte{}
	for _, o := range []api.BuildOptions{asModules, asScripts} {
		if err := build(o, manifest, files); err != nil {
			return err
		}
	}
	if files[Manifest], err = json.MarshalIndent(manifest, "", "\t"); err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	return replace(out, files)
}

// uncompleted drops the import of completion from the grammars of languages, of which nothing that
// completes is used here: esbuild would have a page load it with them.
var uncompleted = api.Plugin{Name: "uncompleted", Setup: func(b api.PluginBuild) {
	b.OnResolve(api.OnResolveOptions{Filter: `^@codemirror/autocomplete$`},
		func(args api.OnResolveArgs) (api.OnResolveResult, error) {
			if !strings.Contains(filepath.ToSlash(args.Importer), "/@codemirror/lang-") {
				return api.OnResolveResult{}, nil
			}
			return api.OnResolveResult{Path: args.Path, External: true, SideEffects: api.SideEffectsFalse}, nil
		})
}}

// build runs esbuild and adds what it makes to the manifest and the files.
func build(options api.BuildOptions, manifest map[string]string, files map[string][]byte) error {
	result := api.Build(options)
	if len(result.Errors) > 0 {
		text := strings.Join(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}), "")
		return fmt.Errorf("bundle the site (npm packages are installed by npm ci in its folder):\n%s", text)
	}
	var meta struct {
		Outputs map[string]struct{ EntryPoint string }
	}
	if err := json.Unmarshal([]byte(result.Metafile), &meta); err != nil {
		return fmt.Errorf("bundle: read esbuild's metafile: %w", err)
	}
	for output, about := range meta.Outputs {
		if !slices.Contains(options.EntryPoints, about.EntryPoint) {
			continue
		}
		name := path.Base(about.EntryPoint)
		name = strings.TrimSuffix(name, path.Ext(name)) + path.Ext(output)
		if strings.HasPrefix(about.EntryPoint, workers) {
			name = "worker/" + name
		}
		manifest[name] = path.Base(output)
	}
	for _, file := range result.OutputFiles {
		files[filepath.Base(file.Path)] = file.Contents
	}
	return nil
}

// replace makes the files those of the folder out, which keeps its dotfiles. The
// manifest comes after what it names and before the removals, so that whoever
// reads it finds what it names.
func replace(out string, files map[string][]byte) error {
	if err := os.MkdirAll(out, 0o777); err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	names := slices.Sorted(maps.Keys(files))
	names = append(slices.DeleteFunc(names, func(name string) bool { return name == Manifest }), Manifest)
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(out, name), files[name], 0o666); err != nil {
			return fmt.Errorf("bundle: %w", err)
		}
	}
	old, err := os.ReadDir(out)
	if err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	for _, e := range old {
		if _, ok := files[e.Name()]; ok || e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		if err := os.Remove(filepath.Join(out, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("bundle: %w", err)
		}
	}
	return nil
}
