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
// bytes.
type browserFigures struct {
	Published float64 // click to first line of a published snippet, page warm
	Edited    float64 // the same of an edited small program, by /build
	Readable  int     // transferred until a lesson can be read: document and style
	Page      int     // transferred by a lesson before any run, the editor included
	Hello     int     // hello's module
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

// measureBrowser measures a page of the tour in Chromium. base is what the peer
// takes to run a small program.
func measureBrowser(ctx context.Context, address string, rounds int, base time.Duration) ([]row, error) {
	var f browserFigures
	if err := node(ctx, &f, "site/bench/browser.mjs", address, fmt.Sprint(rounds)); err != nil {
		return nil, err
	}
	duration := func(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }
	return []row{
		ratio("browser, published snippet, page warm, in Chromium", duration(f.Published), base, "0.40"),
		ratio("browser, edited small program by /build", duration(f.Edited), base, "0.90"),
		size("a lesson page before any run, editor included (brotli)", f.Page, 220_000),
		size("of it, until the lesson can be read", f.Readable, 40_000),
		size("hello's .wasm (brotli)", f.Hello, 600_000),
	}, nil
}

// size returns the row of a number of bytes.
func size(what string, bytes, most int) row {
	return row{what: what, figure: fmt.Sprintf("%.1f KB", float64(bytes)/1000), allowed: fmt.Sprintf("%d KB", most/1000)}
}
