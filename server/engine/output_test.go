package engine

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// fakeTime is a clock for outputs that moves when it is told to.
type fakeTime struct {
	now    time.Time
	timers []func()
}

func (f *fakeTime) after(_ time.Duration, fire func()) func() bool {
	stopped := false
	f.timers = append(f.timers, func() {
		if !stopped {
			fire()
		}
	})
	return func() bool {
		stopped = true
		return true
	}
}

// pass lets d go by and every timer fire.
func (f *fakeTime) pass(d time.Duration) {
	f.now = f.now.Add(d)
	timers := f.timers
	f.timers = nil
	for _, fire := range timers {
		fire()
	}
}

// texts returns an output of limit bytes on a fake clock, and what it has sent,
// as "stdout 0 text".
func texts(limit int) (*output, *fakeTime, *[]string) {
	clock := &fakeTime{now: time.Unix(1000, 0)}
	sent := &[]string{}
	o := newOutput(limit, func(e play.Event) { *sent = append(*sent, fmt.Sprintf("%s %v %s", e.Kind, e.At, e.Text)) })
	o.join.now = func() time.Time { return clock.now }
	o.join.after = clock.after
	return o, clock, sent
}

func TestOutput(t *testing.T) {
	type write struct {
		kind play.Kind
		at   float64
		data string
	}
	for _, test := range []struct {
		name   string
		limit  int
		writes []write
		want   []string // after the writes, a pause and close(99)
	}{
		{"first at once, then joined", 100,
			[]write{{play.KindStdout, 0, "a"}, {play.KindStdout, 0.1, "b"}, {play.KindStdout, 0.2, "c"}},
			[]string{"stdout 0 a", "stdout 0.1 bc"}},
		{"streams keep their order", 100,
			[]write{{play.KindStdout, 0, "a"}, {play.KindStderr, 0, "b"}, {play.KindStdout, 0, "c"}},
			[]string{"stdout 0 a", "stderr 0 b", "stdout 0 c"}},
		{"instants stay apart", 100, []write{{play.KindStdout, 0, "a"}, {play.KindStdout, 1000, "b"},
			{play.KindStdout, 2000, "c"}}, []string{"stdout 0 a", "stdout 1000 b", "stdout 2000 c"}},
		{"a rune in two writes", 100, []write{{play.KindStdout, 0, "\xe4\xb8"}, {play.KindStdout, 5, "\x96!"}},
			[]string{"stdout 5 世!"}},
		{"half a rune at the end", 100, []write{{play.KindStdout, 0, "a\xe4\xb8"}},
			[]string{"stdout 0 a", "stdout 99 \uFFFD"}},
		{"broken bytes", 100, []write{{play.KindStdout, 0, "a\xffb"}}, []string{"stdout 0 a\uFFFDb"}},
		{"the limit", 3, []write{{play.KindStdout, 0, "ab"}, {play.KindStderr, 0, "cd"}, {play.KindStdout, 0, "e"}},
			[]string{"stdout 0 ab", "stderr 0 c"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			o, clock, sent := texts(test.limit)
			total := 0
			for _, w := range test.writes {
				total += len(w.data)
				if fits := o.write(sandbox.Chunk{Kind: w.kind, At: w.at, Data: []byte(w.data)}); fits != (total <= test.limit) {
					t.Errorf("write %q: fits is %v", w.data, fits)
				}
			}
			clock.pass(time.Second)
			o.close(99)
			if !slices.Equal(*sent, test.want) {
				t.Errorf("sent %q, want %q", *sent, test.want)
			}
		})
	}
}

func TestOutputFlood(t *testing.T) {
	o, clock, sent := texts(play.DefaultLimits().Output)
	for range 100_000 {
		o.write(sandbox.Chunk{Kind: play.KindStdout, Data: []byte("flood\n")})
	}
	clock.pass(time.Second)
	if most := 100_000*6/maxText + 2; len(*sent) > most {
		t.Errorf("%d events for a flood of one instant, want at most %d", len(*sent), most)
	}
	if n := strings.Count(strings.Join(*sent, ""), "flood\n"); n != 100_000 {
		t.Errorf("%d lines arrived, want 100000", n)
	}
}

// TestUTF8 reads testdata/utf8.json, as site/ts/worker/program/output.test.ts does: what
// becomes of bytes that are no text.
func TestUTF8(t *testing.T) {
	data, err := os.ReadFile("testdata/utf8.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name   string
		Pieces []string // in hexadecimal
		Text   string
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		var got string
		o := newOutput(1<<20, func(e play.Event) { got += e.Text })
		for _, piece := range c.Pieces {
			data, err := hex.DecodeString(piece)
			if err != nil {
				t.Fatal(err)
			}
			o.write(sandbox.Chunk{Kind: play.KindStdout, Data: data})
		}
		o.close(0)
		if got != c.Text {
			t.Errorf("%s: %q, want %q", c.Name, got, c.Text)
		}
	}
}
