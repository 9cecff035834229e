// The tour serves the tour, writes it as plain files, and checks its lessons.
//
//	tour                                 is tour serve -open
//	tour serve -addr 127.0.0.1:8080
//	tour export -out out -base /course/async/
//	tour check [-update] [lessons/04-http/four-at-a-time …]
//	tour new exercise 04-http/four-at-a-time
//	tour teacher -data DIR -link
//	tour backup -data DIR FILE
//	tour data -data DIR export
//	tour version
//
// Every flag is also read from the environment: -addr from TOUR_ADDR.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"asynctour/server/sandbox/wasi"
)

func main() {
	if len(os.Args) == 2 && os.Args[1] == wasi.ChildArg {
		os.Exit(wasi.Child(os.Stdin, os.Stdout))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "tour:", err)
			keepConsole()
		}
		os.Exit(1)
	}
}

// version is what "tour version" prints. The linker sets it for a release.
var version = "not a release"

const usage = `The tour is a tutorial on asynchronous programming.

	tour           serve it, and open a browser on it
	tour serve     serve it
	tour export    write it as plain files, for a static host
	tour check     check its lessons and run their programs; of exercises that are named, those alone
	tour new exercise LESSON/NAME
	               write the files of an exercise, to be filled in
	tour teacher   list those who teach; with -link, make a link that lets somebody begin to
	tour backup FILE
	               copy the database of a server, which goes on
	tour data export|erase
	               print, or delete, what is kept of a class or of somebody
	tour version   print the version, and the release of Go that built it

tour <command> -h lists the flags of a command.
`

// run does what the arguments say until it is done or ctx ends. Without arguments it serves the
// tour and opens a browser, on every system: a double click comes without any, and whoever types
// the name alone came to read.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if len(args) == 0 {
		args = []string{"serve", "-open"}
	}
	switch args[0] {
	case "serve":
		return serve(ctx, args[1:], stdout, stderr)
	case "export":
		return export(ctx, args[1:], stdout, stderr)
	case "check":
		return checkLessons(ctx, args[1:], stdout, stderr)
	case "new":
		return newExercise(args[1:], stdout)
	case "teacher":
		return teacher(ctx, args[1:], stdout, stderr)
	case "backup":
		return backup(ctx, args[1:], stderr)
	case "data":
		return data(ctx, args[1:], stdout, stderr)
	case "version":
		_, err := fmt.Fprintf(stdout, "tour %s, built by %s for %s/%s\n", version, runtime.Version(), runtime.GOOS,
			runtime.GOARCH)
		return err
	case "-h", "-help", "--help", "help":
		fmt.Fprint(stderr, usage)
		return flag.ErrHelp
	}
	return fmt.Errorf("there is no command %q; there are serve, export, check, new, teacher, backup, data and version", args[0])
}

// parse parses args, all of which are flags, and takes those that they do not set from the environment.
func parse(fs *flag.FlagSet, args []string, stderr io.Writer) error {
	if err := parseFlags(fs, args, stderr); err != nil {
		return err
	}
	if fs.NArg() > 0 {
		return fmt.Errorf("%s takes no arguments, only flags: %q", fs.Name(), fs.Args())
	}
	return nil
}

// parseFlags parses the flags with which args begin.
func parseFlags(fs *flag.FlagSet, args []string, stderr io.Writer) error {
	fs.SetOutput(stderr)
	if err := fs.Parse(args); err != nil {
		return err
	}
	set := map[string]bool{}
	fs.Visit(func(f *flag.Flag) { set[f.Name] = true })
	var errs []error
	fs.VisitAll(func(f *flag.Flag) {
		name := "TOUR_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		value, ok := os.LookupEnv(name)
		if !ok || set[f.Name] {
			return
		}
		if err := fs.Set(f.Name, value); err != nil {
			errs = append(errs, fmt.Errorf("%s=%q: %w", name, value, err))
		}
	})
	fs.VisitAll(func(f *flag.Flag) {
		if negative(f.Value) {
			errs = append(errs, fmt.Errorf("-%s %s: must not be negative", f.Name, f.Value))
		}
	})
	return errors.Join(errs...)
}

// negative reports whether a flag's value is a number, or a time, below 0.
func negative(v flag.Value) bool {
	switch n := v.(flag.Getter).Get().(type) {
	case int:
		return n < 0
	case int64:
		return n < 0
	case float64:
		return n < 0
	case time.Duration:
		return n < 0
	}
	return false
}

// cacheDir is where archives and compiled snippets are kept by default.
func cacheDir() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	return filepath.Join(dir, "asynctour")
}
