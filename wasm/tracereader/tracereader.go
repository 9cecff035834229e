// Package tracereader turns the execution trace of a program, as its runtime writes
// it, into the moments of a play.Event, and has package behave make the facts of all.
//
// A trace comes in generations, of about a second each. A generation can be read
// once it is whole, and then its moments are told at once. What belongs to the
// tracing itself, and to the runtime, is left out; goroutines are numbered in the
// order in which they began, main being 1.
//
// What a program wrote is not in its trace: the host has noted when it did, on the
// clock that the trace has too, and it falls to the goroutine that ran then. In the
// trace of a native program, which has a clock of its own and may run several at a
// time, there are the system calls: what was written falls to them one by one.
package tracereader

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"golang.org/x/exp/trace"

	"asynctour/server/behave"
	"asynctour/server/play"
	"asynctour/server/play/moment"
)

// header is what a trace begins with.
const header = "go 1."

// A Reader reads the trace of one program, piece by piece. It is a engine.TraceReader.
type Reader struct {
	program program
	source  *source
	size    int // bytes that have come
	told    int // moments
	record  behave.Record
	next    func() (error, bool)
	stop    func()
	err     error // what has ended the reading
}

// New returns a Reader of the trace of a native program, or of a module. Close
// ends it.
func New(native bool) *Reader {
	r := &Reader{program: program{native: native}}
	r.begin()
	return r
}

// begin begins to read a trace.
func (r *Reader) begin() {
	s := &source{}
	r.source = s
	r.next, r.stop = iter.Pull(func(yield func(error) bool) { r.read(s, yield) })
}

// Feed takes a piece of the trace, and what was written since the last one. It
// returns what it tells. An error is a *play.Fault; nothing is told after it.
func (r *Reader) Feed(piece []byte, writes []moment.Write) ([]moment.Moment, error) {
	if r.err != nil {
		return nil, nil
	}
	r.size += len(piece)
	if r.size > play.MaxTrace {
		r.err = &play.Fault{Key: "trace.long", Args: []any{"mib", play.MaxTrace >> 20}}
		return nil, r.err
	}
	r.program.writes = append(r.program.writes, writes...)
	if r.size > len(piece) && strings.HasPrefix(string(piece), header) {
		r.end() // the program goes on with another trace
		r.begin()
	}
	r.source.data = append(r.source.data, piece...)
	r.resume()
	return r.tell()
}

// Close ends the trace. whole says that the program has ended it: what it did
// last is in it.
func (r *Reader) Close(whole bool) ([]moment.Moment, error) {
	if r.err != nil {
		r.stop()
		return nil, nil
	}
	r.end()
	if whole && r.err == nil {
		r.program.settle()
	} else if !whole {
		r.err = &play.Fault{Key: "trace.cut"}
	}
	return r.tell()
}

// Facts returns, after Close, the facts of a run that ended so, as JSON: a
// behave.Facts. deadlock: Go's runtime has reported one.
func (r *Reader) Facts(end play.Event, deadlock bool) json.RawMessage {
	facts := r.record.Facts(behave.End{
		At: end.At, Reason: end.Reason, Code: end.Code, Deadlock: deadlock, Cut: r.err != nil,
	})
	data, err := json.Marshal(facts)
	if err != nil {
		panic(err) // facts can be marshalled
	}
	return data
}

// end reads what is left of a trace.
func (r *Reader) end() {
	r.source.ended = true
	r.resume()
	r.stop()
	if r.err == io.EOF {
		r.err = nil
	}
}

// resume reads as far as the data goes.
func (r *Reader) resume() {
	if err, ok := r.next(); ok && err != nil {
		r.err = err
	}
}

// tell returns the moments that there are, as far as they are within the limit.
func (r *Reader) tell() ([]moment.Moment, error) {
	moments := r.program.take()
	if left := play.MaxMoments - r.told; len(moments) > left {
		moments = moments[:left]
		r.err = &play.Fault{Key: "trace.many", Args: []any{"moments", play.MaxMoments}}
	}
	r.told += len(moments)
	r.record.Add(moments)
	if r.err != nil && r.err != io.EOF {
		return moments, play.AsFault(r.err)
	}
	return moments, nil
}

// read reads a trace to its end. It yields nil when it needs more of it, and at
// last why it has ended.
func (r *Reader) read(s *source, yield func(error) bool) {
	defer func() {
		// A broken trace can lead the package that reads it astray.
		if fault := recover(); fault != nil {
			yield(broken(fmt.Errorf("%v", fault)))
		}
	}()
	s.wait = func() bool { return yield(nil) }
	events, err := trace.NewReader(s)
	for err == nil {
		var e trace.Event
		if e, err = events.ReadEvent(); err == nil {
			r.program.event(e)
		}
	}
	if err == io.EOF {
		yield(io.EOF)
		return
	}
	yield(broken(err))
}

func broken(err error) error {
	return &play.Fault{Key: "trace.broken", Args: []any{"detail", err.Error()}}
}

// A source is the trace as a stream that waits for what is still to come.
type source struct {
	data  []byte
	ended bool
	wait  func() bool // returns whether to go on
}

func (s *source) Read(p []byte) (int, error) {
	for len(s.data) == 0 {
		if s.ended || !s.wait() {
			return 0, io.EOF
		}
	}
	n := copy(p, s.data)
	s.data = s.data[n:]
	return n, nil
}

// sortMoments puts moments in order: some are known only later.
func sortMoments(moments []moment.Moment) {
	slices.SortStableFunc(moments, func(a, b moment.Moment) int { return cmp.Compare(a.At, b.At) })
}
