package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"asynctour/server/course"
)

// check checks the lessons of the current folder: their texts, and every snippet
// in every place that this machine has.
func check(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	fs := flag.NewFlagSet("check", flag.ContinueOnError)
	update := fs.Bool("update", false, "write the output files anew from what the programs print")
	cache := fs.String("cache", cacheDir(), "`folder` for compiled snippets")
	if err := parse(fs, args, stderr); err != nil {
		return err
	}
	const dir = "lessons"
	if _, err := os.Stat(dir); err != nil {
		return fmt.Errorf("run it where the lessons are, in the folder above %s: %w", dir, err)
	}
	c, err := course.Parse(os.DirFS(dir))
	if err != nil {
		return err
	}
	if err := vet(ctx, dir); err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "tour-check-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	places, err := findPlaces(ctx, temp, *cache, stdout)
	if err != nil {
		return err
	}
	defer func() {
		for _, p := range places {
			if p.close != nil {
				p.close()
			}
		}
	}()
	k := checker{dir: dir, temp: temp, update: *update, out: stdout}
	for _, p := range places {
		if err := k.checkPlace(ctx, p, c); err != nil {
			return err
		}
		if err := k.checkTimes(ctx, p, c); err != nil {
			return err
		}
	}
	if k.wrong > 0 {
		return fmt.Errorf("%d outputs or times are not as documented (tour check -update writes outputs anew)", k.wrong)
	}
	fmt.Fprintf(stdout, "%d lessons in %d languages, %d snippets: all is well\n", len(c.Lessons[c.Langs[0]]), len(c.Langs), len(c.Snippets))
	return nil
}

// vet has the go command's tools look at the snippets.
func vet(ctx context.Context, dir string) error {
	out, err := exec.CommandContext(ctx, "go", "vet", "./"+dir+"/...").CombinedOutput()
	if err != nil {
		return fmt.Errorf("go vet: %w\n%s", err, out)
	}
	out, err = exec.CommandContext(ctx, "gofmt", "-l", dir).CombinedOutput()
	if err != nil || len(out) > 0 {
		return fmt.Errorf("not as gofmt writes it: %s", strings.Join(strings.Fields(string(out)), ", "))
	}
	return nil
}

// A checker compares outputs.
type checker struct {
	dir    string // the lessons
	temp   string // where programs are built
	update bool

	mu    sync.Mutex
	out   io.Writer
	wrong int
}

// buildAll builds every snippet for a place, before any is run there: a build
// beside it would make a program late.
func (k *checker) buildAll(ctx context.Context, p place, c *course.Course) error {
	if p.goos == "" {
		return nil
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.NumCPU())
	for _, s := range c.Snippets {
		group.Go(func() error {
			_, err := goBuild(ctx, k.temp, filepath.Join(k.dir, filepath.FromSlash(s.Dir)), s, p.goos, p.goarch)
			return err
		})
	}
	return group.Wait()
}

// checkPlace runs every snippet in one place.
func (k *checker) checkPlace(ctx context.Context, p place, c *course.Course) error {
	if err := k.buildAll(ctx, p, c); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(p.atOnce)
	for _, id := range slices.Sorted(maps.Keys(c.Snippets)) {
		group.Go(func() error {
			s := c.Snippets[id]
			got, err := p.try(ctx, filepath.Join(k.dir, filepath.FromSlash(s.Dir)), s)
			if err != nil {
				return fmt.Errorf("%s: %s: %w", s.Dir, p.name, err)
			}
			return k.compare(s, p, got)
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	fmt.Fprintf(k.out, "%s: %d snippets run (%s)\n", p.name, len(c.Snippets), p.with)
	return nil
}

// attempts is how often a program is run until it prints what is documented: where the
// clock is real a busy machine can make it late, now and then.
const attempts = 10

// try runs a snippet until it prints what is documented, and at last returns what
// it prints.
func (p place) try(ctx context.Context, dir string, s *course.Snippet) (got string, err error) {
	for range attempts {
		if got, err = p.run(ctx, dir, s); err != nil || course.Match(s.Want(p.output), got) == nil {
			break
		}
	}
	return got, err
}

// compare says whether got is the documented output, or documents it.
func (k *checker) compare(s *course.Snippet, p place, got string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	err := course.Match(s.Want(p.output), got)
	if err == nil {
		return nil
	}
	file := "output.txt"
	if p.output != "" {
		file = "output." + p.output + ".txt"
	}
	path := filepath.Join(k.dir, filepath.FromSlash(s.Dir), file)
	if !k.update {
		k.wrong++
		fmt.Fprintf(k.out, "%s: %s: %v\n", filepath.Dir(path), p.name, err)
		return nil
	}
	fmt.Fprintf(k.out, "%s written\n", path)
	if p.output == "" {
		s.Output[""] = got // what the other places are compared with
	}
	return os.WriteFile(path, []byte(got), 0o644)
}
