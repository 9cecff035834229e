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

	"asynctour/lessons"
	"asynctour/server/course"
	"asynctour/server/play"
	"asynctour/server/web"
	"asynctour/site"
	"asynctour/wasm"
)

// exportList is the file of an exported folder that lists the others, a line
// each: by it export knows what it may replace.
const exportList = ".tour-export"

// export writes the static edition: plain files, for any static host.
func export(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	fs := flag.NewFlagSet("export", flag.ContinueOnError)
	out := fs.String("out", "", "`folder` to write to: an empty one, or one that export wrote")
	base := fs.String("base", "/", "`path` at which the host will serve the folder")
	origin := fs.String("origin", "", "`address` of the host, https://example.org: with it pages name their addresses in each language, and there is a sitemap")
	if err := parse(fs, args, stderr); err != nil {
		return err
	}
	if *out == "" {
		return errors.New("export: -out must name a folder: tour export -out out")
	}
	c, err := course.Parse(lessons.FS)
	if err != nil {
		return err
	}
	features := &web.Features{Toolchain: wasm.Toolchain()}
	config := web.Config{
		Course: c, Site: site.FS, Assets: site.Dist(), Python: site.Python(), Wasm: wasm.Dist(),
		Features: func() *web.Features { return features }, Base: *base, Origin: *origin, Limits: play.DefaultLimits(),
	}
	if features.Toolchain == nil {
		fmt.Fprintln(stderr, "tour: without a toolchain readers cannot run what they edit; make build packs one")
	}
	w, err := exportTo(ctx, *out, config)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	fmt.Fprintf(stdout, "%d files, %.1f MB, are in %s for a host to serve at %s\n", len(w.names), float64(w.bytes)/1e6,
		*out, *base)
	for _, refused := range refusals(w.sizes) {
		fmt.Fprintln(stdout, refused)
	}
	return nil
}

// exportTo writes the tour of the configuration into dir, and returns what wrote it.
func exportTo(ctx context.Context, dir string, config web.Config) (*exportWriter, error) {
	earlier, err := exported(dir)
	if err != nil {
		return nil, err
	}
	w := &exportWriter{ctx: ctx, dir: dir, earlier: earlier, sizes: map[string]int{}}
	if err := web.Export(config, w.write); err != nil {
		return nil, err
	}
	return w, w.finish()
}

// exported returns the files that export wrote into dir before. It is an error
// for dir to hold anything that export did not write.
func exported(dir string) ([]string, error) {
	list, err := os.ReadFile(filepath.Join(dir, exportList))
	if err == nil {
		return strings.Split(strings.TrimSuffix(string(list), "\n"), "\n"), nil
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
	earlier []string // what an earlier export wrote
	names   []string // what this one has written
	sizes   map[string]int
	bytes   int
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

// finish removes what an earlier export wrote and this one did not, and lists
// what this one wrote.
func (w *exportWriter) finish() error {
	for _, name := range w.earlier {
		if slices.Contains(w.names, name) || !filepath.IsLocal(name) {
			continue
		}
		if err := os.Remove(filepath.Join(w.dir, filepath.FromSlash(name))); err != nil &&
			!errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return w.put(exportList, []byte(strings.Join(w.names, "\n")+"\n"))
}
