package engine

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// TestEnds reads testdata/ends.json, as site/ts/worker/go/verdict.test.ts does: programs,
// by what they wrote to standard error, in pieces, and what their sandbox reports.
func TestEnds(t *testing.T) {
	data, err := os.ReadFile("testdata/ends.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name         string
		Stderr       []string
		Code, Signal int
		Raised       bool
		Memory       bool
		Over, Slow   bool
		Races        int
		Reason       play.Reason
		Key          string
		Top          string
		Of           string // the name of a signal
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		var stderr words
		for _, piece := range c.Stderr {
			stderr.read([]byte(piece))
		}
		facts := sandbox.Facts{Code: c.Code, Signal: c.Signal, Raised: c.Raised, Memory: c.Memory}
		reason, key := judge(ending{Facts: facts, said: stderr.last(), races: c.Races, over: c.Over, slow: c.Slow})
		if reason != c.Reason || key != c.Key {
			t.Errorf("%s: %s, %q; want %s, %q", c.Name, reason, key, c.Reason, c.Key)
		}
		if key == "signal" && c.Signal == 0 && stderr.signal != c.Of {
			t.Errorf("%s: the signal was %q; want %q", c.Name, stderr.signal, c.Of)
		}
		if key == "stack" && stderr.top != c.Top {
			t.Errorf("%s: it was in %q; want %q", c.Name, stderr.top, c.Top)
		}
	}
}

// BenchmarkWords reads a million lines that say nothing.
func BenchmarkWords(b *testing.B) {
	flood := bytes.Repeat([]byte("\n"), 1<<20)
	for b.Loop() {
		var stderr words
		stderr.read(flood)
	}
}
