package play

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
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
	o := newOutput(limit, func(e Event) { *sent = append(*sent, fmt.Sprintf("%s %v %s", e.Kind, e.At, e.Text)) })
	o.now = func() time.Time { return clock.now }
	o.after = clock.after
	return o, clock, sent
}

func TestOutput(t *testing.T) {
	type write struct {
		stream string
		at     float64
		data   string
	}
	for _, test := range []struct {
		name   string
		limit  int
		writes []write
		want   []string // after the writes, a pause and close(99)
	}{
		{"first at once, then joined", 100, []write{{Stdout, 0, "a"}, {Stdout, 0.1, "b"}, {Stdout, 0.2, "c"}}, []string{"stdout 0 a", "stdout 0.1 bc"}},
		{"streams keep their order", 100, []write{{Stdout, 0, "a"}, {Stderr, 0, "b"}, {Stdout, 0, "c"}}, []string{"stdout 0 a", "stderr 0 b", "stdout 0 c"}},
		{"instants stay apart", 100, []write{{Stdout, 0, "a"}, {Stdout, 1000, "b"}, {Stdout, 2000, "c"}}, []string{"stdout 0 a", "stdout 1000 b", "stdout 2000 c"}},
		{"a rune in two writes", 100, []write{{Stdout, 0, "\xe4\xb8"}, {Stdout, 5, "\x96!"}}, []string{"stdout 5 世!"}},
		{"half a rune at the end", 100, []write{{Stdout, 0, "a\xe4\xb8"}}, []string{"stdout 0 a", "stdout 99 \uFFFD\uFFFD"}},
		{"broken bytes", 100, []write{{Stdout, 0, "a\xffb"}}, []string{"stdout 0 a\uFFFDb"}},
		{"the limit", 3, []write{{Stdout, 0, "ab"}, {Stderr, 0, "cd"}, {Stdout, 0, "e"}}, []string{"stdout 0 ab", "stderr 0 c"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			o, clock, sent := texts(test.limit)
			total := 0
			for _, w := range test.writes {
				total += len(w.data)
				if fits := o.write(Chunk{w.stream, w.at, []byte(w.data)}); fits != (total <= test.limit) {
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
	o, clock, sent := texts(MaxOutput)
	for range 100_000 {
		o.write(Chunk{Stdout, 0, []byte("flood\n")})
	}
	clock.pass(time.Second)
	if most := 100_000*6/maxText + 2; len(*sent) > most {
		t.Errorf("%d events for a flood of one instant, want at most %d", len(*sent), most)
	}
	if n := strings.Count(strings.Join(*sent, ""), "flood\n"); n != 100_000 {
		t.Errorf("%d lines arrived, want 100000", n)
	}
}
