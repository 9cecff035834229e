package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// mostAgain is how many failures are tried again. More are no accident.
const mostAgain = 3

// tryAgain runs the tests alone that have failed, if they are few, and marks those that
// pass as unsteady. Of nested tests the outermost is run, with all that is within it.
func tryAgain(ctx context.Context, all []result, temp string) {
	var failed []*result
	for i := range all {
		r := &all[i]
		isWithin := slices.ContainsFunc(all, func(around result) bool { return !around.OK && around.holds(*r) })
		if !r.OK && !isWithin {
			failed = append(failed, r)
		}
	}
	if len(failed) > mostAgain || slices.ContainsFunc(failed, func(r *result) bool { return !r.mayPass(all) }) {
		return
	}
	for i, r := range failed {
		if ctx.Err() != nil {
			return
		}
		results := r.repeat().run(ctx, filepath.Join(temp, fmt.Sprintf("again-%d.jsonl", i)))
		if len(results) == 0 || slices.ContainsFunc(results, func(r result) bool { return !r.OK || r.Skipped }) {
			continue
		}
		for j := range all {
			if one := &all[j]; one == r || !one.OK && r.holds(*one) {
				one.OK, one.Unsteady = true, true
			}
		}
	}
}

// holds reports whether the Go test in is within r.
func (r *result) holds(in result) bool {
	return r.Suite == "go" && in.Suite == r.Suite && strings.HasPrefix(in.Name, r.Name+"/")
}

// mayPass reports whether a test that has failed may be tried again: if it is a test, and
// not a suite as a whole or a package of Go, and has found no data race.
func (r *result) mayPass(all []result) bool {
	isOne := r.Suite != "go" || strings.Contains(r.Name, " ")
	return isOne && repeats[r.Suite] != nil && !slices.ContainsFunc(all, func(one result) bool {
		return (one == *r || r.holds(one)) && strings.Contains(one.Error, "DATA RACE")
	})
}

// repeats has the readers of the suites whose tests can be tried again.
var repeats = map[string]reader{"go": readGo, "unit": readLines, "integration": readLines, "e2e": readLines}

// repeat returns the suite that has the one test.
func (r *result) repeat() suite {
	command := strings.Replace(r.Again, "go test ", "go test -json -count=1 ", 1)
	return suite{name: "again", args: []string{"sh", "-c", command}, again: r.Again, reads: repeats[r.Suite]}
}
