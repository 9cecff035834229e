package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"asynctour/server/course"
	"asynctour/server/web"
	"asynctour/site"
	"asynctour/wasm"
)

// exportList is the file of an exported folder that lists the others, a line
// each: by it export knows what it may replace. For an asset of an earlier
// export, which stays for pages that are open, the line has a tab and the time of
// the export that did not write it any more.
const exportList = ".tour-export"

// export writes the static edition: plain files, for any static host.
func export(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	fs := flag.NewFlagSet("export", flag.ContinueOnError)
	out := fs.String("out", "", "`folder` to write to: an empty one, or one that export wrote")
	base := fs.String("base", "/", "`path` at which the host will serve the folder")
	origin := fs.String("origin", "", "`address` of the host, https://example.org: with it pages name their addresses in each language, and there is a sitemap")
	limits := limitFlags(fs)
	if err := parse(fs, args, stderr); err != nil {
		return err
	}
	if *out == "" {
		return errors.New("export: -out must name a folder: tour export -out out")
	}
	c, err := course.Embedded()
	if err != nil {
		return err
	}
	features := &web.Features{Toolchain: wasm.Toolchain()}
	config := web.Config{
		Course: c, Site: site.FS, Assets: site.Dist(), Python: site.Python(), Wasm: wasm.Dist(),
		Features: func() *web.Features { return features }, Base: *base, Origin: *origin, Limits: *limits,
	}
	if features.Toolchain == nil {
		fmt.Fprintln(stderr, "tour: without a toolchain readers cannot run what they edit; make build packs one")
	}
	w, err := exportTo(ctx, *out, func(write fileWriter) error { return web.Export(config, write) })
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	fmt.Fprintf(stdout, "%d files, %.1f MB, are in %s for a host to serve at %s\n", len(w.names), float64(w.bytes)/1e6,
		*out, *base)
	for _, refused := range refusals(w.sizes) {
		fmt.Fprintln(stdout, refused)
	}
	if w.kept > 0 {
		fmt.Fprintf(stdout, "%d files of earlier exports stay there for pages that are open, a week at most\n", w.kept)
	}
	return nil
}

// A fileWriter writes a file of an export. The name is relative to the folder, with slashes.
type fileWriter = func(name string, content []byte) error

// exportTo has export write its files into dir, and returns what wrote them.
func exportTo(ctx context.Context, dir string, export func(fileWriter) error) (*exportWriter, error) {
	earlier, err := exported(dir)
	if err != nil {
		return nil, err
	}
	w := &exportWriter{ctx: ctx, dir: dir, earlier: earlier, sizes: map[string]int{}}
	if err := export(w.write); err != nil {
		return nil, err
	}
	return w, w.finish(time.Now())
}

// An exportedFile is a file that export wrote before.
type exportedFile struct {
	name string
	gone time.Time // when an export did not write it any more; zero: the last one did
}

// exported returns the files that export wrote into dir before. It is an error
// for dir to hold anything that export did not write.
func exported(dir string) ([]exportedFile, error) {
	list, err := os.ReadFile(filepath.Join(dir, exportList))
	if err == nil {
		var files []exportedFile
		for line := range strings.Lines(string(list)) {
			name, at, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
			gone, _ := time.Parse(time.RFC3339, at) // zero where there is none
			files = append(files, exportedFile{name, gone})
		}
		return files, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("-out %q: must be a folder: %w", dir, err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if len(entries) > 0 {
		return nil, fmt.Errorf("-out %q: must be new, empty, or written by export: it has other files", dir)
	}
	return nil, nil
}

// An exportWriter writes the files of an export.
type exportWriter struct {
	ctx     context.Context
	dir     string
	earlier []exportedFile // what earlier exports wrote
	names   []string       // what this one has written
	sizes   map[string]int
	bytes   int
	kept    int // how many files of earlier exports stay
}

func (w *exportWriter) write(name string, content []byte) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if len(w.names)+len(w.earlier) == 0 {
		// From here on the folder is one that export wrote, even if it is interrupted.
		if err := w.put(exportList, nil); err != nil {
			return err
		}
	}
	w.names = append(w.names, name)
	w.sizes[name] = len(content)
	w.bytes += len(content)
	return w.put(name, content)
}

func (w *exportWriter) put(name string, content []byte) error {
	file := filepath.Join(w.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	return os.WriteFile(file, content, 0o666)
}

// finish removes what earlier exports wrote and this one did not, save the assets that
// open pages may still load, and lists what is there.
func (w *exportWriter) finish(now time.Time) error {
	var gone []web.Gone
	for _, f := range w.earlier {
		if slices.Contains(w.names, f.name) || !filepath.IsLocal(f.name) {
			continue
		}
		if f.gone.IsZero() {
			f.gone = now
		}
		if g, ok := w.asset(f); ok {
			gone = append(gone, g)
			continue
		}
		if err := w.remove(f.name); err != nil {
			return err
		}
	}
	list := strings.Builder{}
	for _, name := range w.names {
		fmt.Fprintln(&list, name)
	}
	kept := web.Keep(gone, now)
	for _, g := range kept {
		fmt.Fprintf(&list, "%s%s\t%s\n", assetsDir, g.Name, g.Since.Format(time.RFC3339))
	}
	w.kept = len(kept)
	for _, g := range gone {
		if !slices.Contains(kept, g) {
			if err := w.remove(assetsDir + g.Name); err != nil {
				return err
			}
		}
	}
	return w.put(exportList, []byte(list.String()))
}

// assetsDir is where the assets are in an export.
const assetsDir = "assets/"

// asset returns an asset of an earlier export; ok is false for another file, and for one that is gone.
func (w *exportWriter) asset(f exportedFile) (g web.Gone, ok bool) {
	name, ok := strings.CutPrefix(f.name, assetsDir)
	if !ok {
		return g, false
	}
	info, err := os.Stat(filepath.Join(w.dir, filepath.FromSlash(f.name)))
	if err != nil {
		return g, false
	}
	return web.Gone{Name: name, Bytes: info.Size(), Since: f.gone}, true
}

func (w *exportWriter) remove(name string) error {
	err := os.Remove(filepath.Join(w.dir, filepath.FromSlash(name)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
