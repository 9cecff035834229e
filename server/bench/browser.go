package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"time"
)

// browserFigures is what site/bench/browser.mjs prints, in milliseconds and
// bytes. A run's figure is from the click to the first line of output, one of an
// edited program right after the edit.
type browserFigures struct {
	Published float64 // of a published snippet, page warm
	Edited    float64 // of an edited small program, built by /build
	Readable  int     // transferred until a lesson can be read: document and style
	Page      int     // transferred by a lesson before any run, the editor included
	Hello     int     // hello's module
	Search    int     // what is searched in, of the language in which it is larger

	FirstBytes   int     // transferred to a new reader until the first line of what the page has built
	FirstOffered float64 // a new reader's first run of all, built by /build while the toolchain is offered
	FirstServer  float64 // the same without a toolchain
	InPage       float64 // of an edited small program, built in the page, toolchain warm
	InPageNet    float64 // the same with net/http
	Reloaded     float64 // the same as InPage in a page that has just been loaded anew
	Remarks      float64 // from the end of a reader's pause to the compiler's remark
	Memory       int     // the page's, with everything loaded, when it is left alone
	MostMemory   int     // the most that was seen of it before, while the page built
	RestedMemory int     // the page's, ten minutes after the last build
	Reopened     float64 // after a restart of the browser, without a network, until the lesson's editor is there
	Restarted    float64 // and then of an edited small program

	Checked  float64 // of an exercise's program that has been edited, until its last verdict, built in the page
	CheckRun float64 // and of the same program's run, until its first line

	PythonFirst float64 // of an asyncio original, a new reader's first
	PythonAgain float64 // the same in a page that has been loaded anew
	PythonBytes int     // transferred for the first

	PythonPublished float64 // of an asyncio original in a page that has run it before, as published …
	PythonEdited    float64 // … and edited

	TimelineFrame float64 // that 95 of 100 frames keep to while a timeline of 100 rows and 2,000 spans is zoomed, moved and scrolled
	TimelineDrawn float64 // from the arrival of all that such a timeline is told by until it is drawn

	Untraced   float64 // of an edited small program, built in the page
	Traced     float64 // the same with a timeline
	TraceLag   float64 // from a line in the output until it is in the picture, while the program runs
	TraceAfter float64 // from the end of a program until its picture is whole
}

// scores is what site/bench/lighthouse.mjs prints: the least of several pages, 0
// to 100.
type scores struct {
	Performance   int `json:"performance"`
	Accessibility int `json:"accessibility"`
	BestPractices int `json:"best-practices"`
	SEO           int `json:"seo"`
}

// measureScores has Lighthouse score pages of the tour.
func measureScores(ctx context.Context, address string) ([]row, error) {
	var s scores
	if err := node(ctx, &s, "site/bench/lighthouse.mjs", address); err != nil {
		return nil, err
	}
	return []row{{
		what:    "Lighthouse (mobile preset), least of four pages: performance, accessibility, best practices, SEO",
		figure:  fmt.Sprintf("%d, %d, %d, %d", s.Performance, s.Accessibility, s.BestPractices, s.SEO),
		allowed: "95, 100, 100, 100 (at least)",
	}}, nil
}

// node runs a script and reads the JSON that it prints.
func node(ctx context.Context, into any, script string, args ...string) error {
	cmd := exec.CommandContext(ctx, "node", append([]string{script}, args...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(out, into)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", script, err)
	}
	return nil
}

// measureBrowser measures a page of the tour in Chromium.
func measureBrowser(ctx context.Context, address string, rounds int, peers peerTimes) ([]row, error) {
	var f browserFigures
	if err := node(ctx, &f, "site/bench/browser.mjs", address, fmt.Sprint(rounds), small, withNet); err != nil {
		return nil, err
	}
	memory := size("memory of the page with everything loaded, at rest", f.Memory, 600_000_000)
	memory.detail = "at most " + megabytes(f.MostMemory) + " while it builds, of 800 MB allowed"
	return []row{
		ratio("browser, published snippet, page warm, in Chromium", duration(f.Published), peers.small, "0.40"),
		ratio("browser, edited small program by /build", duration(f.Edited), peers.small, "0.90"),
		size("a lesson page before any run, editor included (brotli)", f.Page, 150_000),
		size("of it, until the lesson can be read", f.Readable, 40_000),
		size("what a search loads at its first use, of a language (brotli)", f.Search, 40_000),
		size("hello's .wasm (brotli)", f.Hello, 600_000),
		size("a new reader's page until the first line of what it has built itself, without net/http (brotli)",
			f.FirstBytes, 10_000_000),
		ratio("browser, edited small program built in the page, toolchain warm", duration(f.InPage), peers.small,
			"0.8"),
		ratio("the same with net/http", duration(f.InPageNet), peers.withNet, "0.8"),
		ratio("the same as the first of the two, with a timeline", duration(f.Traced), peers.small, "1.0"),
		ratio("the same right after the page has been loaded anew", duration(f.Reloaded), peers.small, "1.5"),
		ratio("an edited exercise in the page, toolchain warm: click to verdict / click to the first line of its run",
			duration(f.Checked), duration(f.CheckRun), "1.5"),
		ratio("first edited run ever, a server there: toolchain offered / not offered", duration(f.FirstOffered),
			duration(f.FirstServer), "1.1"),
		wait("after a browser restart, without a network, edited small program", f.Restarted, 1500),
		{what: "before that, from opening the lesson to its editor", figure: millisText(f.Reopened)},
		wait("the compiler's remarks on what was typed, the pause apart", f.Remarks, 60),
		wait("an asyncio original's first line in a new reader's page", f.PythonFirst, 4000),
		wait("the same from the browser's cache", f.PythonAgain, 2000),
		ratio("an asyncio original's first line in a page that has run it, edited / as published",
			duration(f.PythonEdited), duration(f.PythonPublished), "1.5"),
		size("transferred for it, once a reader asks (brotli)", f.PythonBytes, 6_000_000),
		wait("a timeline of 100 rows and 2,000 spans, zoomed, moved and scrolled: 95 % of frames within",
			f.TimelineFrame, 20),
		wait("the same, from the arrival of its events until it is drawn", f.TimelineDrawn, 200),
		ratio("browser, first line with a timeline / without", duration(f.Traced), duration(f.Untraced), "1.15"),
		wait("what a program prints is in its timeline while it runs: 95 % within", f.TraceLag, 1200),
		wait("from its end until its timeline is whole", f.TraceAfter, 200),
		memory,
		size("the same ten minutes after the last build", f.RestedMemory, 300_000_000),
	}, nil
}

func duration(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }

// wait returns the row of a time in milliseconds.
func wait(what string, ms float64, most int) row {
	return row{what: what, figure: millisText(ms), allowed: fmt.Sprintf("%d ms", most)}
}

func millisText(ms float64) string { return fmt.Sprintf("%.0f ms", ms) }

// size returns the row of a number of bytes.
func size(what string, bytes, most int) row {
	r := row{what: what, figure: kilobytes(bytes), allowed: fmt.Sprintf("%d KB", most/1000)}
	if most >= megabyte {
		r.figure, r.allowed = megabytes(bytes), fmt.Sprintf("%d MB", most/megabyte)
	}
	return r
}

const megabyte = 1_000_000

func kilobytes(bytes int) string { return fmt.Sprintf("%.1f KB", float64(bytes)/1000) }

func megabytes(bytes int) string { return fmt.Sprintf("%.1f MB", float64(bytes)/megabyte) }
