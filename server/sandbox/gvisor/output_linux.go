package gvisor

import (
	"os"
	"sync"
	"syscall"
	"time"

	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// A recorder passes on what a program writes, with the time. The guest has collected
// it; a program that is traced writes to pipes in packet mode, which keep its writes
// apart. The order of what it writes to one stream is kept, and so is a text to standard
// output that comes before one to standard error; a pipe cannot tell what came before a
// text to standard output.
type recorder struct {
	begun time.Time
	out   func(sandbox.Chunk)

	mu  sync.Mutex // held while a stream is read, and while out is called
	buf []byte
}

func newRecorder(out func(sandbox.Chunk)) *recorder {
	return &recorder{begun: time.Now(), out: out, buf: make([]byte, 32<<10)}
}

func (r *recorder) millis() float64 { return float64(time.Since(r.begun).Microseconds()) / 1000 }

// add passes on what the guest has collected.
func (r *recorder) add(kind play.Kind, data []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.out(sandbox.Chunk{Kind: kind, At: r.millis(), Data: data})
}

// record reads both streams of a program that is traced, and what it says of its
// execution, until ended returns, which waits for its end, and nothing is left in them.
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
	// What is read of standard error waits until all is passed on that came before it.
	errsBuf := make([]byte, len(r.buf))
	outFirst := func() { out.Control(func(fd uintptr) { r.drain(play.KindStdout, fd, r.buf, nil) }) }
	read(out, func(fd uintptr) bool { return r.drain(play.KindStdout, fd, r.buf, nil) })
	read(said, func(fd uintptr) bool { return r.drain(play.KindTrace, fd, r.buf, nil) })
	read(errs, func(fd uintptr) bool { return r.drain(play.KindStderr, fd, errsBuf, outFirst) })
	ended()
	for _, f := range []*os.File{stdout, stderr, trace} {
		f.SetReadDeadline(time.Now()) // has who waits for more give up
	}
	all.Wait()
	for _, f := range []*os.File{stdout, stderr, trace} {
		f.SetReadDeadline(time.Time{})
	}
	outFirst()
	errs.Control(func(fd uintptr) { r.drain(play.KindStderr, fd, errsBuf, outFirst) })
	said.Control(func(fd uintptr) { r.drain(play.KindTrace, fd, r.buf, nil) })
	return nil
}

// traceEnd, written alone, ends a trace, as package tracer has it.
const traceEnd = 0

// drain passes on all that can be read of a stream now, and returns whether it
// has ended. It reads into buf, and calls first, unless that is nil, before it passes on
// what it has read. It is called with mu held, or by nobody else.
func (r *recorder) drain(kind play.Kind, fd uintptr, buf []byte, first func()) (ended bool) {
	for {
		n, err := syscall.Read(int(fd), buf)
		switch {
		case err == syscall.EINTR:
		case err == syscall.EAGAIN:
			return false
		case err != nil || n == 0:
			return true
		default:
			if first != nil {
				first()
			}
			data := buf[:n]
			if kind == play.KindTrace && n == 1 && data[0] == traceEnd {
				data = nil
			}
			r.out(sandbox.Chunk{Kind: kind, At: r.millis(), Data: data})
		}
	}
}
