// Package check holds the lessons to what they say: their texts are well-formed, every
// snippet prints what is documented, in every place that this machine has, and takes
// as long as readers are asked to predict; and the checks of every exercise tell its solution
// from its wrong programs.
package check

import (
	"context"
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

// A Config says what to check.
type Config struct {
	Dir    string    // the lessons: a folder beneath the current one, which is in a module
	Cache  string    // the folder for compiled snippets
	Update bool      // write the output files anew from what the programs print
	Only   []string  // the folders of the exercises that are checked, and nothing else is; none: all is
	Out    io.Writer // for what was found
}

// Lessons checks the lessons of a folder. An error says what is wrong, or how many
// outputs and times are.
func Lessons(ctx context.Context, config Config) error {
	c, err := course.Parse(os.DirFS(config.Dir))
	if err != nil {
		return err
	}
	if err := vet(ctx, config.Dir); err != nil {
		return err
	}
	exercises, err := exercisesOf(c, config.Dir, config.Only)
	if err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "tour-check-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	k := &checker{dir: config.Dir, temp: temp, update: config.Update, out: config.Out}
	if err := k.checkExercises(ctx, config.Cache, exercises); err != nil {
		return err
	}
	if len(config.Only) > 0 {
		return k.found()
	}
	places, err := findPlaces(ctx, temp, config.Cache, config.Out)
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
	return k.check(ctx, places, c)
}

// check checks a course in all places.
func (k *checker) check(ctx context.Context, places []place, c *course.Course) error {
	for _, p := range places {
		if err := k.checkPlace(ctx, p, c); err != nil {
			return err
		}
		if err := k.checkTimes(ctx, p, c); err != nil {
			return err
		}
	}
	if err := k.found(); err != nil {
		return err
	}
	fmt.Fprintf(k.out, "%d lessons in %d languages, %d snippets: all is well\n", len(c.Lessons[c.Langs[0]]),
		len(c.Langs), len(c.Snippets))
	return nil
}

// found returns how much was found to be wrong.
func (k *checker) found() error {
	if k.wrong == 0 {
		return nil
	}
	return fmt.Errorf("%d outputs, times or exercises are not as documented (tour check -update writes outputs anew)",
		k.wrong)
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
	for _, id := range printing(c) {
		s := c.Snippets[id]
		group.Go(func() error {
			_, err := goBuild(ctx, k.temp, filepath.Join(k.dir, filepath.FromSlash(s.Dir)), s, p.goos, p.goarch)
			return err
		})
	}
	return group.Wait()
}

// printing returns the IDs of the snippets that have an output: all but exercises, in order.
func printing(c *course.Course) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(c.Snippets)), func(id string) bool {
		return c.Snippets[id].Exercise != nil
	})
}

// checkPlace runs every snippet in one place.
func (k *checker) checkPlace(ctx context.Context, p place, c *course.Course) error {
	if err := k.buildAll(ctx, p, c); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(p.atOnce)
	ids := printing(c)
	for _, id := range ids {
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
	fmt.Fprintf(k.out, "%s: %d snippets run (%s)\n", p.name, len(ids), p.with)
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
