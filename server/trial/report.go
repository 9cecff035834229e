package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

const (
	// listed is how many failures, and how many slow tests, are listed at the end.
	listed = 10
	// shown is how many failures are shown with what they printed.
	shown = 20
)

// report writes what was skipped and what was slowest, and at last, since the end is what
// is read, the tests that failed or are unsteady, with what they printed, and the commands
// that repeat the failures. It reports whether there are none of these.
func report(w io.Writer, all []result) (ok bool) {
	for _, r := range all {
		if r.Skipped {
			fmt.Fprintf(w, "skipped: %s: %s: %s\n", r.Suite, r.Name, strings.Join(strings.Fields(r.Error), " "))
		}
	}
	slow := slices.SortedFunc(slices.Values(all), func(a, b result) int { return cmp.Compare(b.MS, a.MS) })
	fmt.Fprintln(w, "\nslowest:")
	for _, r := range slow[:min(len(slow), listed)] {
		fmt.Fprintf(w, "  %6.1f s  %s: %s\n", r.MS/1000, r.Suite, r.Name)
	}
	failed := slices.DeleteFunc(slices.Clone(all), func(r result) bool { return r.OK })
	for _, r := range failed[:min(len(failed), shown)] {
		fmt.Fprintf(w, "\nfailed: %s: %s\n%s\n", r.Suite, r.Name, indent(r.Error))
	}
	for _, r := range all {
		if r.Unsteady {
			fmt.Fprintf(w, "\nunsteady, failed beside others and passed alone: %s: %s\n%s\n", r.Suite, r.Name,
				indent(r.Error))
		}
	}
	if len(failed) > 0 {
		how := ""
		if os.Getenv("TOUR_WHOLE") != "" {
			how = ", with TOUR_WHOLE=1 as here"
		}
		fmt.Fprintf(w, "\nfailed; to repeat one alone%s:\n", how)
		for _, r := range failed[:min(len(failed), listed)] {
			fmt.Fprintf(w, "  %s: %s: %s\n", r.Suite, r.Name, r.Again)
		}
		if more := len(failed) - listed; more > 0 {
			fmt.Fprintf(w, "  and %d more: %s has all\n", more, logs)
		}
	}
	fmt.Fprintf(w, "\n%s\n", count(all))
	return len(failed) == 0
}

// count returns how many results are good, and how many are not: "7 passed, 1 failed".
func count(all []result) string {
	passed, failed, skipped, unsteady := 0, 0, 0, 0
	for _, r := range all {
		if r.Unsteady {
			unsteady++
		}
		switch {
		case !r.OK:
			failed++
		case r.Skipped:
			skipped++
		default:
			passed++
		}
	}
	text := fmt.Sprintf("%d passed, %d failed", passed, failed)
	if skipped > 0 {
		text += fmt.Sprintf(", %d skipped", skipped)
	}
	if unsteady > 0 {
		text += fmt.Sprintf(", %d unsteady", unsteady)
	}
	return text
}

func indent(text string) string { return "  " + strings.ReplaceAll(text, "\n", "\n  ") }
