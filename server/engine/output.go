package engine

import (
	"math"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// An output turns what a program writes into events, in three stages: a limit cuts
// off what is too much, runes make text of the rest, and a joiner makes one event
// of small texts. It is written to by one goroutine at a time.
type output struct {
	limit limit
	runes runes
	join  joiner
}

func newOutput(size int, emit func(play.Event)) *output {
	return &output{limit: limit{left: size}, join: joiner{emit: emit, now: time.Now, after: afterFunc}}
}

// write takes a chunk. It returns false once the limit is passed: what fits has
// been taken, and all that follows is dropped.
func (o *output) write(c sandbox.Chunk) bool {
	data, whole := o.limit.cut(c.Data)
	o.join.add(c.Kind, c.At, o.runes.text(c.Kind, data))
	return whole
}

// last takes the end of standard error, which the runtime has written of the program's
// end: no limit cuts it.
func (o *output) last(at float64, data []byte) {
	o.limit.left = max(o.limit.left, len(data))
	o.write(sandbox.Chunk{Kind: play.KindStderr, At: at, Data: data})
}

// close sends what is still held or waiting. at is when the program ended.
func (o *output) close(at float64) {
	for _, kind := range []play.Kind{play.KindStdout, play.KindStderr} {
		o.join.add(kind, at, o.runes.rest(kind))
	}
	o.join.flush()
	o.limit.left = 0
}

// A limit lets so many bytes pass.
type limit struct {
	left int
}

// cut returns what fits of data, and whether that is all of it.
func (l *limit) cut(data []byte) (fits []byte, whole bool) {
	n := min(len(data), l.left)
	l.left -= n
	return data[:n], n == len(data)
}

// runes makes valid UTF-8 of what is written to each stream. A rune that straddles
// two writes is held back until it is whole.
type runes struct {
	held map[play.Kind][]byte // the start of a rune whose end is still to come
}

// text returns the runes that are whole with data.
func (r *runes) text(kind play.Kind, data []byte) string {
	data = append(r.held[kind], data...)
	whole := len(data) - incomplete(data)
	if r.held == nil {
		r.held = map[play.Kind][]byte{}
	}
	r.held[kind] = data[whole:]
	return toValid(data[:whole])
}

// rest returns what is held, which nothing can complete any more.
func (r *runes) rest(kind play.Kind) string {
	held := r.held[kind]
	delete(r.held, kind)
	return toValid(held)
}

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

// toValid returns p with U+FFFD for each part that is not UTF-8: a byte that begins no
// character, or as much of a character as there is before what cannot belong to it. It is
// the rule of browsers' TextDecoder, by which the page decodes what programs write there;
// testdata/utf8.json holds both to it.
func toValid(p []byte) string {
	if utf8.Valid(p) {
		return string(p)
	}
	var text strings.Builder
	for len(p) > 0 {
		r, size := utf8.DecodeRune(p)
		if r == utf8.RuneError && size == 1 {
			size = begun(p)
		}
		text.WriteRune(r)
		p = p[size:]
	}
	return text.String()
}

// begun returns how many bytes of p, which does not begin with a whole character, are one's
// beginning, 1 at least.
func begun(p []byte) int {
	n := 1
	for n < len(p) && !utf8.FullRune(p[:n]) {
		if n++; utf8.FullRune(p[:n]) {
			return n - 1
		}
	}
	return n
}

const (
	// coalesce is how long a text waits for others to be joined with. The first
	// after a silence as long is sent at once.
	coalesce = 5 * time.Millisecond
	// instant is how far apart, in milliseconds of the program's clock, texts
	// may be and still share an event and its At.
	instant = 1.0
	// maxText is the size in bytes from which an event waits no longer.
	maxText = 16 << 10
)

// A joiner makes one event of texts of the same stream and instant.
type joiner struct {
	emit  func(play.Event)
	now   func() time.Time
	after func(time.Duration, func()) (stop func() bool)

	mu      sync.Mutex      // the timer's goroutine needs what follows too
	pending play.Event      // without its text
	text    strings.Builder // of pending
	sent    time.Time       // when the last event was emitted
	stop    func() bool     // stops the timer that will send pending
}

func afterFunc(d time.Duration, f func()) (stop func() bool) { return time.AfterFunc(d, f).Stop }

// add appends text to the pending event or to a new one.
func (j *joiner) add(kind play.Kind, at float64, text string) {
	if text == "" {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.text.Len() > 0 && (j.pending.Kind != kind || at-j.pending.At >= instant || j.text.Len() >= maxText) {
		j.send()
	}
	if j.text.Len() == 0 {
		j.pending = play.Event{Kind: kind, At: micros(at)}
	}
	j.text.WriteString(text)
	if j.stop != nil {
		return
	}
	if wait := coalesce - j.now().Sub(j.sent); wait > 0 {
		j.stop = j.after(wait, j.flush)
		return
	}
	j.send()
}

// flush sends the pending event, if there is one.
func (j *joiner) flush() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.send()
}

// send does what flush says. It is called with mu held.
func (j *joiner) send() {
	if j.stop != nil {
		j.stop()
		j.stop = nil
	}
	if j.text.Len() == 0 {
		return
	}
	j.pending.Text = j.text.String()
	j.text.Reset()
	j.emit(j.pending)
	j.sent = j.now()
}

// micros rounds milliseconds down to the microsecond.
func micros(ms float64) float64 { return math.Floor(ms*1000) / 1000 }
