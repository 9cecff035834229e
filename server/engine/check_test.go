package engine

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"asynctour/server/fair"
	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// checks are the checks of x/y, of which no test here runs the functions.
const checks = "package main\n\nimport \"testing\"\n\nfunc TestA(t *testing.T) {}\nfunc TestB(t *testing.T) {}\nfunc TestC(t *testing.T) {}\n"

// secretOf returns the secret that a program is given.
func secretOf(p sandbox.Program) string {
	for _, variable := range p.Env {
		if secret, ok := strings.CutPrefix(variable, "TOUR_CHECKS="); ok {
			return secret
		}
	}
	return ""
}

// TestChecks runs programs that write verdicts, and other things. In what they write $ stands for the secret.
func TestChecks(t *testing.T) {
	const ended, unreached, unstarted = "not passed: the program ended during this check",
		"not run: the program had ended before", "not run: the program was not started"
	for _, test := range []struct {
		name   string
		files  map[string]string
		writes []string // to standard output, and after "!" to standard error
		facts  sandbox.Facts
		err    error
		want   []string
	}{
		{"all", nil, []string{"$ ok TestA\n$ failed TestB 7 at once, at most 4\n$ ok TestC\n"}, sandbox.Facts{}, nil, []string{
			"building", "running", `check TestA true ""`, `check TestB false "7 at once, at most 4"`, `check TestC true ""`, "end exit 0"}},
		{"among what it prints", nil, []string{"one$ ok TestA\ntwo\n", "!three", "$ ok TestB\nfour"}, sandbox.Facts{Code: 3}, nil, []string{
			"building", "running", "stdout one", `check TestA true ""`, "stdout two\n", "stderr three", `check TestB true ""`, "stdout four",
			`check TestC false "` + ended + `"`, "end exit 3"}},
		{"in pieces", nil, []string{"a", "b$$$", "$$ ok Te", "st", "A", "\n"}, sandbox.Facts{}, nil, nil},
		{"none", nil, []string{"PASS\n", "x ok TestA\n", "--- PASS: TestA\n"}, sandbox.Facts{}, nil, []string{
			"building", "running", "stdout PASS\nx ok TestA\n--- PASS: TestA\n", `check TestA false "` + ended + `"`,
			`check TestB false "` + unreached + `"`, `check TestC false "` + unreached + `"`, "end exit 0"}},
		{"not in order", nil, []string{"$ ok TestB\n$ ok TestX\n$ ok\n$\n"}, sandbox.Facts{}, nil, []string{
			"building", "running", `check TestA false "` + ended + `"`,
			`check TestB false "` + unreached + `"`, `check TestC false "` + unreached + `"`, "end exit 0"}},
		{"half a verdict", nil, []string{"$ ok TestA"}, sandbox.Facts{Code: 2}, nil, nil},
		{"an error of ours", nil, []string{"$ ok TestA\n"}, sandbox.Facts{}, errors.New("broken"), []string{
			"building", "running", `check TestA true ""`, `check TestB false "` + ended + `"`, `check TestC false "` + unreached + `"`,
			"end internal 0"}},
		{"it does not compile", map[string]string{"main.go": "package main\nfunc main() {"}, nil, sandbox.Facts{}, nil, []string{
			"diagnostics", `check TestA false "` + unstarted + `"`, `check TestB false "` + unstarted + `"`,
			`check TestC false "` + unstarted + `"`, "end build 0"}},
		{"it is refused", map[string]string{"main.go": "package main\nimport \"os\"\nfunc main() {}"}, nil, sandbox.Facts{}, nil, []string{
			"diagnostics", `check TestA false "` + unstarted + `"`, `check TestB false "` + unstarted + `"`,
			`check TestC false "` + unstarted + `"`, "end refused 0"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var secret string
			e := testEngine(t, func(_ context.Context, _ fair.Job, p sandbox.Program, in *play.Input,
				out func(sandbox.Chunk)) (sandbox.Facts, error) {
				if secret = secretOf(p); len(secret) < 20 || p.Clock != play.ClockVirtual {
					t.Errorf("the sandbox got %+v", p)
				}
				if _, err := in.Read(make([]byte, 1)); err == nil {
					t.Error("its input is open")
				}
				for _, text := range test.writes {
					kind := play.KindStdout
					if rest, ok := strings.CutPrefix(text, "!"); ok {
						kind, text = play.KindStderr, rest
					}
					out(sandbox.Chunk{Kind: kind, Data: []byte(strings.ReplaceAll(text, "$", secret))})
				}
				return test.facts, test.err
			})
			got := record(t, t.Context(), e, play.Request{Snippet: "x/y", Files: test.files, Check: true, Clock: play.ClockSlow})
			got = joined(got)
			for i := range got {
				if secret != "" {
					got[i] = strings.ReplaceAll(got[i], secret, "$")
				}
			}
			if test.want == nil {
				// What is the program's and what is not cannot be told there; it is no verdict in any case.
				if n := len(got); !strings.HasPrefix(got[n-2], "check TestC false") || strings.Contains(strings.Join(got, "\n"), "true") {
					t.Errorf("got %q", got)
				}
				return
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

// joined joins the texts that follow each other.
func joined(events []string) (all []string) {
	for _, e := range events {
		if text, ok := strings.CutPrefix(e, "stdout "); ok && len(all) > 0 && strings.HasPrefix(all[len(all)-1], "stdout ") {
			all[len(all)-1] += text
			continue
		}
		all = append(all, e)
	}
	return all
}

// TestOneCheck runs one check alone, traced.
func TestOneCheck(t *testing.T) {
	e := testEngine(t, func(_ context.Context, _ fair.Job, p sandbox.Program, _ *play.Input,
		out func(sandbox.Chunk)) (sandbox.Facts, error) {
		if !slices.Contains(p.Env, "TOUR_CHECK=TestC") || !p.Trace {
			t.Errorf("the sandbox got %+v", p)
		}
		return sandbox.Facts{}, nil
	})
	e.Traced = func(files map[string]string) map[string]string { return files }
	got := record(t, t.Context(), e, play.Request{Snippet: "x/y", Check: true, Trace: true, Only: "TestC"})
	if !slices.Contains(got, `check TestC false "not passed: the program ended during this check"`) || strings.Contains(strings.Join(got, " "), "TestA") {
		t.Errorf("got %q", got)
	}
}
