package sandbox

import (
	"bytes"
	"os"
	"sync"
	"syscall"
	"time"

	"asynctour/server/play"
)

// A recorder passes on what a program writes, with the time. The order of what it
// writes to one stream is kept, and so is a text to standard output that comes
// before one to standard error; a pipe cannot tell what came before a text to
// standard output.
type recorder struct {
	begun time.Time
	out   func(play.Chunk)

	mu      sync.Mutex // held while a stream is read
	buf     []byte
	starved bool // the program has said that it got no memory
}

func newRecorder(out func(play.Chunk)) *recorder {
	return &recorder{begun: time.Now(), out: out, buf: make([]byte, 32<<10)}
}

func (r *recorder) millis() float64 { return float64(time.Since(r.begun).Microseconds()) / 1000 }

// record reads both streams, and what the program says of its execution, until
// ended returns, which waits for its end, and nothing is left in them.
func (r *recorder) record(stdout, stderr, trace *os.File, ended func()) error {
	out, err := stdout.SyscallConn()
	if err != nil {
		return err
	}
	errs, err := stderr.SyscallConn()
	if err != nil {
		return err
	}
	said, err := trace.SyscallConn()
	if err != nil {
		return err
	}
	var all sync.WaitGroup
	read := func(from syscall.RawConn, drain func(fd uintptr) (ended bool)) {
		all.Go(func() {
			from.Read(func(fd uintptr) (ended bool) {
				r.mu.Lock()
				defer r.mu.Unlock()
				return drain(fd)
			})
		})
	}
	read(out, func(fd uintptr) bool { return r.drain(play.Stdout, fd) })
	read(said, func(fd uintptr) bool { return r.drain(play.Trace, fd) })
	read(errs, func(fd uintptr) bool {
		out.Control(func(before uintptr) { r.drain(play.Stdout, before) })
		return r.drain(play.Stderr, fd)
	})
	ended()
	for _, f := range []*os.File{stdout, stderr, trace} {
		f.SetReadDeadline(time.Now()) // has who waits for more give up
	}
	all.Wait()
	for _, f := range []*os.File{stdout, stderr, trace} {
		f.SetReadDeadline(time.Time{})
	}
	out.Control(func(fd uintptr) { r.drain(play.Stdout, fd) })
	errs.Control(func(fd uintptr) { r.drain(play.Stderr, fd) })
	said.Control(func(fd uintptr) { r.drain(play.Trace, fd) })
	return nil
}

// traceEnd, written alone, ends a trace, as package tracer has it.
const traceEnd = 0

// drain passes on all that can be read of a stream now, and returns whether it
// has ended. It is called with mu held, or by nobody else.
func (r *recorder) drain(stream string, fd uintptr) (ended bool) {
	for {
		n, err := syscall.Read(int(fd), r.buf)
		switch {
		case err == syscall.EINTR:
		case err == syscall.EAGAIN:
			return false
		case err != nil || n == 0:
			return true
		default:
			data := r.buf[:n]
			if stream == play.Trace && n == 1 && data[0] == traceEnd {
				data = nil
			}
			r.starved = r.starved || stream == play.Stderr && starved(data)
			r.out(play.Chunk{Stream: stream, At: r.millis(), Data: data})
		}
	}
}

// starved reports whether Go's runtime says that it gets no memory, later or for
// its own tables when it starts, or the race detector does.
func starved(text []byte) bool {
	for _, says := range []string{"out of memory", "failed to reserve", "ThreadSanitizer failed to allocate", "too many address space collisions"} {
		if bytes.Contains(text, []byte(says)) {
			return true
		}
	}
	return false
}
