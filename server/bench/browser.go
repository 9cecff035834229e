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

// measureBrowser measures a page of the tour in Chromium. base is what the peer
// takes to run a small program.
func measureBrowser(ctx context.Context, address string, rounds int, base time.Duration) ([]row, error) {
	cmd := exec.CommandContext(ctx, "node", "site/bench/browser.mjs", address, fmt.Sprint(rounds))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("site/bench/browser.mjs: %w", err)
	}
	var f browserFigures
	if err := json.Unmarshal(out, &f); err != nil {
		return nil, fmt.Errorf("site/bench/browser.mjs: %w", err)
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
