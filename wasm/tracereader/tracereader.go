// Package tracereader turns the execution trace of a program, as its runtime writes it,
// into the moments of a play.Event, and into facts by package behave.
//
// A trace comes in generations, of about a second each. A generation is read once it is
// complete, and its moments are returned together. Goroutines of the tracer and of the
// runtime are left out; the others are numbered in the order in which they began, from
// main, which is 1.
//
// The program's output is not in its trace: the host has recorded the time of each write,
// by the clock of the trace before its jumps, and a write is attributed to the goroutine that ran then. A
// native program's trace has a clock of its own, may have several running goroutines, and
// has the system calls: writes are attributed to them one by one.
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

// header is the start of a trace.
const header = "go 1."

// A Reader reads the trace of one program, piece by piece. It is an engine.TraceReader.
type Reader struct {
	program program
	source  *source
	size    int // bytes received
	told    int // moments returned
	record  behave.Record
	next    func() (error, bool)
	stop    func()
	err     error // why the reading has ended
}

// New returns a Reader for the trace of a native program, or of a module. It must be
// closed.
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

// Feed reads a piece of the trace, with the writes since the last one, and returns new
// moments. An error is a *play.Fault; after it there are no more moments.
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

// Close ends the trace, and returns the last moments. whole: the program has ended the
// trace itself, so it is complete.
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

// end reads the rest of a trace.
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

// tell returns the new moments, within the limit.
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

// read reads a trace to its end. It yields nil when it needs more of the trace, and at
// last the reason of the end.
func (r *Reader) read(s *source, yield func(error) bool) {
	defer func() {
		// A broken trace can make the package that reads it panic.
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

// A source is the trace as a stream that waits for further pieces.
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
