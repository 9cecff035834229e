// Package build turns a reader's source into a binary, or into what is wrong
// with it.
//
// It calls the compiler and the linker of the installed Go directly, over
// archives of the standard library that were made once: go build spends most of
// its time on finding out that there is nothing else to do.
package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"asynctour/server/fair"
	"asynctour/server/nice"
	"asynctour/server/play"
	"asynctour/server/rlimit"
	"asynctour/server/sandbox"
	"asynctour/wasm/gocmd"
	"asynctour/wasm/testmain"
)

// A Builder builds programs for one target. Its methods may be called from
// several goroutines.
type Builder struct {
	target  Target
	limits  play.Limits
	cache   *Cache
	tools   *sandbox.Made[*toolchain]
	flights flights
	results *results
}

// New returns a Builder that uses the Go release version, "go1.26.8", and keeps
// its archives in cache.
func New(ctx context.Context, cache *Cache, version string, target Target, limits play.Limits) *Builder {
	return &Builder{
		target: target, limits: limits, cache: cache, results: newResults(resultsSize),
		tools: sandbox.NewMade(preparePause, func() (*toolchain, error) { return prepare(ctx, cache, version, target) }),
	}
}

// Prepare makes the archives, unless they are there already, so that the first
// build need not. The error is ErrNoToolchain where there is no such Go.
func (b *Builder) Prepare(ctx context.Context) error {
	_, err := b.tools.Get(ctx)
	return err
}

// Err returns why nothing can be built, as it was found out last; nil: nothing is known of that.
func (b *Builder) Err() error { return b.tools.Err() }

// Build builds files, by name, that play.Limits.CheckFiles has let pass. The
// diagnostics say what the compiler has to remark; if it refuses the program,
// err is a *play.Fault, as it is where a limit is passed or there is
// no Go.
func (b *Builder) Build(
	ctx context.Context, job fair.Job, files map[string]string,
) ([]byte, []play.Diagnostic, error) {
	t, err := b.tools.Get(ctx)
	if errors.Is(err, ErrNoToolchain) {
		if b.target == JS {
			return nil, nil, play.Refuse("builder") // a page asks that cannot build either
		}
		return nil, nil, play.Refuse("toolchain")
	}
	if err != nil {
		return nil, nil, err
	}
	key := hash(files)
	if r, ok := b.results.get(key); ok {
		return r.binary, r.items, r.err
	}
	r, err := b.flights.do(ctx, key, func(ctx context.Context) result {
		r := b.build(ctx, job, t, files)
		if r.err != nil && ctx.Err() == nil && t.damaged(r) {
			b.tools.Forget(t)
			if t, err := b.tools.Get(ctx); err == nil {
				r = b.build(ctx, job, t, files)
			}
		}
		if r.lasting() {
			b.results.put(key, r)
		}
		return r
	})
	if err != nil {
		return nil, nil, err
	}
	return r.binary, r.items, r.err
}

// A work is one build.
type work struct {
	limits play.Limits
	tools  *toolchain
	dir    string // what it reads and writes
	group  *group // of its processes; nil where there are no groups
	gentle bool   // its processes give way to others
}

// build does what Builder.build says, in the folder.
func (w *work) build(ctx context.Context, files map[string]string) result {
	names, err := write(w.dir, files)
	if err != nil {
		return result{err: fmt.Errorf("%w: %w", errNoRoom, err)}
	}
	importcfg, imported := w.tools.importcfg, "main"
	if testmain.In(files) {
		imported = testmain.Import
		source, wrong := testmain.Source(files)
		if len(wrong) > 0 {
			return result{items: wrong, err: &play.Fault{Reason: play.ReasonBuild, Key: "build"}}
		}
		if importcfg, err = writeTestMain(w.dir, importcfg, source); err != nil {
			return result{err: err}
		}
	}
	if out, err := w.compile(ctx, imported, importcfg, names); err != nil {
		return w.failed(ctx, out, names[0], err)
	}
	if imported != "main" {
		if out, err := w.compile(ctx, "main", importcfg, []string{testmain.File}); err != nil {
			return w.failed(ctx, out, names[0], err)
		}
	}
	args := w.tools.linkArgs(importcfg, isTraced(files) || testmain.IsChecked(files))
	if out, err := w.tool(ctx, w.tools.link, args...); err != nil {
		return w.failed(ctx, out, names[0], err)
	}
	binary, err := os.ReadFile(filepath.Join(w.dir, "main"))
	if int64(len(binary)) > w.limits.Binary { // a module that is cut there, too, of which Go's linker says nothing
		return result{err: play.Refuse("binary", "mib", w.limits.Binary>>20)}
	}
	if err == nil && w.tools.goarch == "wasm" && !isWhole(binary) {
		return result{err: errNoRoom}
	}
	return result{binary: binary, err: err}
}

// compile compiles the files names of dir to a package that is imported as path.
func (w *work) compile(ctx context.Context, path, importcfg string, names []string) ([]byte, error) {
	args := []string{"-p", path, "-o", path + ".a", "-importcfg", importcfg, "-complete", "-pack", "-dwarf=false",
		"-trimpath", w.dir + "=>"}
	if w.tools.cc != "" {
		args = append(args, "-race")
	}
	return w.tool(ctx, w.tools.compile, append(args, names...)...)
}

// linkArgs are the linker's arguments. The race detector is a C library; what has
// it is static all the same, for there are no libraries in a sandbox.
func (t *toolchain) linkArgs(importcfg string, linknames bool) []string {
	args := []string{"-importcfg", importcfg, "-buildmode=exe", "-w", "-o", "main"}
	if t.goos == "wasip1" {
		// A program finds its time zones where Go is, which is a file of the sandbox's. The names
		// of its functions stay: the engine reports in which it has trapped.
		args = append(args, "-X=runtime.defaultGOROOT="+sandbox.GOROOT)
	} else {
		args = append(args, "-s")
	}
	if t.cc != "" {
		args = append(args, "-race", "-linkmode=external", "-extld="+t.cc, "-extldflags=-static")
	}
	if linknames {
		args = append(args, gocmd.TraceFlag)
	}
	return append(args, "main.a")
}

// write puts the files that are built into dir and returns their names in order,
// the reader's own before ours.
func write(dir string, files map[string]string) ([]string, error) {
	var names []string
	for name, source := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(source), 0o600); err != nil {
			return nil, err
		}
		if name != gocmd.TraceFile && name != testmain.CheckedFile {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, ours := range []string{gocmd.TraceFile, testmain.CheckedFile} {
		if _, ok := files[ours]; ok {
			names = append(names, ours)
		}
	}
	return names, nil
}

// tool runs the compiler or the linker and returns what it prints. They live
// for a moment: they collect garbage only when memory runs short.
func (w *work) tool(ctx context.Context, path string, args ...string) ([]byte, error) {
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir = w.dir
	cmd.Env = []string{"GOOS=" + w.tools.goos, "GOARCH=" + w.tools.goarch, "GOGC=off",
		fmt.Sprintf("GOMEMLIMIT=%d", w.limits.BuildMemory/2), "TMPDIR=" + w.dir}
	if w.tools.cc != "" {
		cmd.Env = append(cmd.Env, "PATH="+os.Getenv("PATH")) // it starts programs of its own
	}
	cmd.Stdout = &out
	cmd.Stderr = &out
	separate(cmd, w.group)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	if err := rlimit.Tool(w.limits).Set(cmd.Process.Pid); err != nil {
		cmd.Cancel()
		cmd.Wait()
		return nil, err
	}
	if w.gentle {
		nice.Set(cmd.Process.Pid, nice.Crowded)
	}
	err := cmd.Wait()
	return out.Bytes(), err
}

// failed says why a tool has failed.
func (w *work) failed(ctx context.Context, out []byte, first string, err error) result {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return result{err: &play.Fault{Reason: play.ReasonTimeout, Key: "timeout.build",
			Args: []any{"seconds", w.limits.BuildTime.Seconds()}}}
	}
	if ctx.Err() != nil {
		return result{err: ctx.Err()} // nobody waits for it any more
	}
	if starved(out) || w.group.starved() {
		return result{err: &play.Fault{Reason: play.ReasonMemory, Key: "memory.build",
			Args: []any{"mib", w.limits.BuildMemory >> 20}}}
	}
	// Go's linker says the one, that of the C compiler is killed and said to be so.
	if bytes.Contains(out, []byte("file too large")) || bytes.Contains(out, []byte("File size limit exceeded")) {
		return result{err: play.Refuse("binary", "mib", w.limits.Binary>>20)}
	}
	if items := play.CompilerDiagnostics(out, first); len(items) > 0 {
		return result{items: items, err: &play.Fault{Reason: play.ReasonBuild, Key: "build"}}
	}
	// The first line tells what it is, and is a tool's own; further ones may quote
	// the source, which no log is to have.
	line, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	err = fmt.Errorf("build: %w: %.200s", err, line)
	if noRoom(out) {
		err = fmt.Errorf("%w: %w", errNoRoom, err)
	}
	return result{err: err}
}

// starved reports whether a tool has said that it needs more memory, or more of
// a stack, than it can have. Where Go's garbage collector gets none it crashes.
func starved(out []byte) bool {
	for _, says := range []string{"out of memory", "cannot allocate memory", "stack overflow",
		"SIGSEGV: segmentation violation"} {
		if bytes.Contains(out, []byte(says)) {
			return true
		}
	}
	return false
}
