package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"asynctour/server/check"
)

// checkLessons checks the lessons of the current folder.
func checkLessons(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	fs := flag.NewFlagSet("check", flag.ContinueOnError)
	config := check.Config{Dir: "lessons", Out: stdout}
	fs.BoolVar(&config.Update, "update", false, "write the output files anew from what the programs print")
	fs.StringVar(&config.Cache, "cache", cacheDir(), "`folder` for compiled snippets")
	if err := parseFlags(fs, args, stderr); err != nil {
		return err
	}
	config.Only = fs.Args()
	if _, err := os.Stat(config.Dir); err != nil {
		return fmt.Errorf("run it where the lessons are, in the folder above %s: %w", config.Dir, err)
	}
	if err := settle(ctx, config.Cache); err != nil {
		return err
	}
	return check.Lessons(ctx, config)
}
