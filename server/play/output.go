package play

import (
	"math"
	"sync"
	"time"
	"unicode/utf8"
)

// A Chunk is what a program has written at once: any bytes.
type Chunk struct {
	Stream string  // Stdout or Stderr; Trace: a piece of its execution trace, an empty one to end it
	At     float64 // milliseconds since the program started, on its clock
	Data   []byte
}

const (
	// coalesce is how long a text waits for its neighbours, save one that
	// comes after a silence as long: that goes out at once.
	coalesce = 5 * time.Millisecond
	// instant is how far apart, in milliseconds of the program's clock, texts
	// may be and still share an event and its At.
	instant = 1.0
	// maxText is the size in bytes from which an event waits no longer.
	maxText = 16 << 10
)

// An output turns chunks into events: it holds the program to its limit, mends
// what is not UTF-8, and joins small writes. Its methods may be called from
// several goroutines.
type output struct {
	emit  func(Event)
	now   func() time.Time
	after func(time.Duration, func()) (stop func() bool)

	mu      sync.Mutex
	left    int               // bytes that may still be written
	held    map[string][]byte // by stream: the start of a rune whose end is still to come
	pending Event             // text that waits for its neighbours
	sent    time.Time         // when the last event went out
	stop    func() bool       // stops the timer that would send pending
}

func newOutput(limit int, emit func(Event)) *output {
	return &output{
		emit: emit,
		now:  time.Now,
		after: func(d time.Duration, f func()) func() bool {
			return time.AfterFunc(d, f).Stop
		},
		left: limit,
		held: map[string][]byte{},
	}
}

// write takes a chunk. It returns false once the limit is passed: what fits has
// been taken, and all that follows is dropped.
func (o *output) write(c Chunk) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	fits := len(c.Data) <= o.left
	if !fits {
		c.Data = c.Data[:o.left]
	}
	o.left -= len(c.Data)
	data := append(o.held[c.Stream], c.Data...)
	whole := len(data) - incomplete(data)
	o.held[c.Stream] = append([]byte(nil), data[whole:]...)
	o.add(c.Stream, c.At, data[:whole])
	return fits
}

// close sends what is still held or waiting. at is when the program ended.
func (o *output) close(at float64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, stream := range []string{Stdout, Stderr} {
		o.add(stream, at, o.held[stream])
		o.held[stream] = nil
	}
	o.flush()
	o.left = 0
}

// add appends data, with its broken bytes replaced, to the pending event or to
// a new one. It is called with mu held.
func (o *output) add(stream string, at float64, data []byte) {
	if len(data) == 0 {
		return
	}
	if p := &o.pending; p.Text != "" && (p.Kind != stream || at-p.At >= instant || len(p.Text) >= maxText) {
		o.flush()
	}
	if o.pending.Text == "" {
		o.pending = Event{Kind: stream, At: micros(at)}
	}
	o.pending.Text += toValid(data)
	if o.stop != nil {
		return
	}
	if wait := coalesce - o.now().Sub(o.sent); wait > 0 {
		o.stop = o.after(wait, func() {
			o.mu.Lock()
			defer o.mu.Unlock()
			o.flush()
		})
		return
	}
	o.flush()
}

// flush sends the pending event. It is called with mu held.
func (o *output) flush() {
	if o.stop != nil {
		o.stop()
		o.stop = nil
	}
	if o.pending.Text == "" {
		return
	}
	o.emit(o.pending)
	o.pending = Event{}
	o.sent = o.now()
}

// micros rounds milliseconds down to the microsecond.
func micros(ms float64) float64 { return math.Floor(ms*1000) / 1000 }

// incomplete returns how many bytes at the end of p are the start of a rune
// that the next write may complete.
func incomplete(p []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(p); n++ {
		if b := p[len(p)-n]; utf8.RuneStart(b) {
			if !utf8.FullRune(p[len(p)-n:]) {
				return n
			}
			break
		}
	}
	return 0
}

// toValid returns p with U+FFFD for each byte that is not UTF-8, as a range over
// a string has it.
func toValid(p []byte) string {
	if utf8.Valid(p) {
		return string(p)
	}
	return string([]rune(string(p)))
}
