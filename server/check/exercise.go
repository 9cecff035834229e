package check

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"asynctour/server/build"
	"asynctour/server/course"
	"asynctour/server/fair"
	"asynctour/server/play"
	"asynctour/wasm/testmain"
)

// How often checks judge a program, since what they ask of it is at random: a solution must pass
// each time, and a wrong program fail the same checks.
const (
	solutionRounds = 100
	wrongRounds    = 10
)

// programsAtOnce is how many programs of exercises run at a time, for each processor: some wrong
// ones do nothing but wait.
const programsAtOnce = 4

// A trial is a program that the checks of an exercise judge.
type trial struct {
	exercise *course.Exercise
	file     string // beneath the lessons
	source   string
	rounds   int
	fails    []string // the checks that it must fail, nil: any
}

// trials returns the programs of a snippet's exercise.
func trials(s *course.Snippet) []trial {
	e := s.Exercise
	all := []trial{
		{e, path.Join(s.Dir, "main.go"), s.Go, 1, nil},
		{e, path.Join(s.Dir, "solution/main.go"), e.Solution, solutionRounds, []string{}},
	}
	for _, w := range e.Wrong {
		all = append(all, trial{e, path.Join(s.Dir, "wrong", w.Name, "main.go"), w.Go, wrongRounds, w.Fails})
	}
	return all
}

// checkExercises holds each exercise to this: the checks fail the start, pass the solution, and fail of each wrong
// program those that it names. The programs run natively.
func (k *checker) checkExercises(ctx context.Context, cache string, exercises []*course.Snippet) error {
	begun, wrong, programs := time.Now(), k.wrong, 0
	builder := build.New(ctx, &build.Cache{Dir: cache}, runtime.Version(), build.Native, patient())
	if err := builder.Prepare(ctx); err != nil {
		return err
	}
	builds := make(chan struct{}, runtime.NumCPU())
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(programsAtOnce * runtime.NumCPU())
	for _, s := range exercises {
		for _, t := range trials(s) {
			programs++
			group.Go(func() error {
				binary, err := t.build(ctx, builder, builds)
				if err == nil {
					err = t.judge(ctx, k.temp, binary)
				}
				var fault *authorsFault
				if !errors.As(err, &fault) {
					return err
				}
				k.mu.Lock()
				defer k.mu.Unlock()
				k.wrong++
				fmt.Fprintf(k.out, "%s%s\n", filepath.Join(k.dir, filepath.FromSlash(t.file)), fault.says)
				return nil
			})
		}
	}
	if err := group.Wait(); err != nil {
		return err
	}
	if k.wrong == wrong {
		fmt.Fprintf(k.out, "exercises: %d, checked by %d programs (native, in %v)\n", len(exercises), programs,
			time.Since(begun).Round(time.Second))
	}
	return nil
}

// An authorsFault is what is wrong with an exercise: a text that follows the name of a file.
type authorsFault struct{ says string }

func (f *authorsFault) Error() string { return f.says }

func faulty(format string, args ...any) error {
	return &authorsFault{": " + fmt.Sprintf(format, args...)}
}

// build builds the program with the checks, when one of the slots is free.
func (t trial) build(ctx context.Context, builder *build.Builder, slots chan struct{}) ([]byte, error) {
	slots <- struct{}{}
	defer func() { <-slots }()
	files, items, err := testmain.Checked(map[string]string{"main.go": t.source}, t.exercise.CheckSource)
	var binary []byte
	if err == nil {
		binary, items, err = builder.Build(ctx, fair.Job{}, files)
	}
	var fault *play.Fault
	if !errors.As(err, &fault) {
		return binary, err
	}
	if items = append(items, fault.Items("en")...); len(items) > 0 {
		i := items[0]
		if i.File == "main.go" {
			return nil, &authorsFault{fmt.Sprintf(":%d: %s", i.Line, i.Message)}
		}
		return nil, faulty("%s:%d: %s", i.File, i.Line, i.Message)
	}
	return nil, faulty("%s", fault.Message("en"))
}

// judge runs the program until it has been judged as often as is asked for.
func (t trial) judge(ctx context.Context, temp string, binary []byte) error {
	program, err := writeProgram(temp, binary)
	if err != nil {
		return err
	}
	defer os.Remove(program)
	for round := 0; round < t.rounds; {
		verdicts, said, err := rounds(ctx, program, t.rounds-round, len(t.exercise.Checks))
		if err != nil {
			return err
		}
		for _, v := range verdicts {
			round++
			if err := t.compare(v, round, said); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeProgram writes a program into the folder dir, and returns its path. No process begins meanwhile: it would have
// the file open for writing, as it begins with all that is open here, and then the program cannot be run.
func writeProgram(dir string, binary []byte) (string, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	file, err := os.CreateTemp(dir, "checked-*")
	if err != nil {
		return "", err
	}
	_, err = file.Write(binary)
	return file.Name(), errors.Join(err, file.Chmod(0o755), file.Close())
}

// rounds runs a program that judges itself so often by n checks. It returns the verdicts of each round, at least of
// one: of the last there are fewer where the program has ended itself, and said has why.
func rounds(ctx context.Context, program string, times, n int) (all [][]testmain.Verdict, said string, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	secret := rand.Text()
	cmd := exec.CommandContext(ctx, program)
	cmd.Env = append(os.Environ(), testmain.Environment(secret, "", times)...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		return nil, "", err
	}
	var verdicts []testmain.Verdict
	for line := range strings.Lines(stdout.String()) {
		if _, verdict, ok := strings.Cut(line, secret); ok {
			verdicts = append(verdicts, testmain.ParseVerdict(verdict))
		}
	}
	all = slices.Collect(slices.Chunk(verdicts, n))
	if len(all) < times && (len(all) == 0 || len(all[len(all)-1]) == n) {
		all = append(all, nil)
	}
	said, _, _ = strings.Cut(stderr.String(), "\n")
	return all, said, nil
}

// compare says whether a round of verdicts is as it is to be. said is what a program has said that did not come to the
// end of the round.
func (t trial) compare(verdicts []testmain.Verdict, round int, said string) error {
	var failed []string
	texts := map[string]string{}
	for i, name := range t.exercise.Names() {
		switch {
		case i >= len(verdicts):
			texts[name] = "the program had ended: " + said
		case verdicts[i].OK:
			continue
		default:
			texts[name] = verdicts[i].Text
		}
		failed = append(failed, name)
	}
	if t.fails == nil && len(failed) == 0 {
		return faulty("passes all checks, so nothing is left to do: a start fails one at least")
	}
	if t.fails == nil {
		return nil
	}
	for _, name := range failed {
		if !slices.Contains(t.fails, name) {
			return faulty("fails %s (%s), in run %d of %d", name, texts[name], round, t.rounds)
		}
	}
	for _, name := range t.fails {
		if !slices.Contains(failed, name) {
			return &authorsFault{fmt.Sprintf(":1: passes %s, in run %d of %d", name, round, t.rounds)}
		}
	}
	return nil
}

// exercisesOf returns the exercises of a course whose folders are among only, or beneath one
// of them; all where only is empty.
func exercisesOf(c *course.Course, dir string, only []string) ([]*course.Snippet, error) {
	var found []*course.Snippet
	seen := map[string]bool{}
	for _, id := range slices.Sorted(maps.Keys(c.Snippets)) {
		s := c.Snippets[id]
		if s.Exercise == nil {
			continue
		}
		wanted := len(only) == 0
		for _, folder := range only {
			beneath := strings.TrimPrefix(path.Clean(filepath.ToSlash(folder)), filepath.ToSlash(dir)+"/")
			if folder == dir || s.Dir == beneath || strings.HasPrefix(s.Dir, beneath+"/") {
				wanted, seen[folder] = true, true
			}
		}
		if wanted {
			found = append(found, s)
		}
	}
	for _, folder := range only {
		if !seen[folder] {
			return nil, fmt.Errorf("%s: there is no exercise", folder)
		}
	}
	return found, nil
}
