// Trial runs all suites of tests, those too that come after one that has failed, and
// ends with what failed and the commands that repeat it alone. "make test" builds what
// the suites need, and calls it from the folder of the module.
//
// A few tests that fail are tried once more, alone. One that passes then is unsteady: the
// trial has not failed because of it, and says at its end what it printed, for it is to be
// mended. A data race is never tried again.
//
// What a suite prints goes to a file of logs/; only failures are shown. A suite ends
// when it ends: how long a test may wait for an event is said by the suites themselves,
// in minutes, and no verdict depends on how fast the machine is.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
)

// logs is the folder of what the suites print, beneath that of the module.
const logs = "bin/test"

func main() {
	if len(os.Args) == 2 && os.Args[1] == startArg {
		return // only the start was of interest
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ok, err := run(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "trial:", err)
	}
	if err != nil || !ok {
		os.Exit(1)
	}
}

// run runs all suites and reports whether they passed.
func run(ctx context.Context) (ok bool, err error) {
	if err := os.MkdirAll(logs, 0o777); err != nil {
		return false, err
	}
	temp, err := os.MkdirTemp("", "tour-trial-*")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(temp)
	m, err := measure(ctx, temp)
	if err != nil {
		return false, fmt.Errorf("measure the machine: %w", err)
	}
	fmt.Println(m)
	var all []result
	for _, stage := range stages(m) {
		all = append(all, runStage(ctx, stage, temp)...)
	}
	tryAgain(ctx, all, temp)
	return report(os.Stdout, all), ctx.Err()
}

// runStage runs the lanes of a stage side by side, and the suites of each one after
// the other.
func runStage(ctx context.Context, lanes [][]suite, temp string) (all []result) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, lane := range lanes {
		wg.Go(func() {
			for _, s := range lane {
				results := s.run(ctx, filepath.Join(temp, s.name+".jsonl"))
				mu.Lock()
				all = append(all, results...)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return all
}
