package gvisor

import (
	"os"
	"sync"
	"syscall"
	"time"

	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// A recorder passes on what a program writes, with the time.
type recorder struct {
	begun time.Time

	mu  sync.Mutex // held while out is called
	out func(sandbox.Chunk)
}

func newRecorder(out func(sandbox.Chunk)) *recorder { return &recorder{begun: time.Now(), out: out} }

func (r *recorder) millis() float64 { return float64(time.Since(r.begun).Microseconds()) / 1000 }

// add passes on what the program has written.
func (r *recorder) add(kind play.Kind, data []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.out(sandbox.Chunk{Kind: kind, At: r.millis(), Data: data})
}

// record reads what the program says of its execution until ended returns, which
// passes on what it writes and waits for its end, and nothing is left to read.
func (r *recorder) record(trace *os.File, ended func()) error {
	said, err := trace.SyscallConn()
	if err != nil {
		return err
	}
	buf := make([]byte, tracePiece)
	drain := func(fd uintptr) (over bool) { return r.drain(fd, buf) }
	read := make(chan struct{})
	go func() {
		defer close(read)
		said.Read(drain)
	}()
	ended()
	trace.SetReadDeadline(time.Now()) // has who waits for more give up
	<-read
	trace.SetReadDeadline(time.Time{})
	said.Control(func(fd uintptr) { drain(fd) })
	return nil
}

const (
	// traceEnd, written alone, ends a trace, as package tracer has it.
	traceEnd = 0
	// tracePiece is the most, in bytes, that is read of a trace at once.
	tracePiece = 32 << 10
)

// drain passes on all that can be read of a trace now, and returns whether it has
// ended.
func (r *recorder) drain(fd uintptr, buf []byte) (ended bool) {
	for {
		n, err := syscall.Read(int(fd), buf)
		switch {
		case err == syscall.EINTR:
		case err == syscall.EAGAIN:
			return false
		case err != nil || n == 0:
			return true
		case n == 1 && buf[0] == traceEnd:
			r.add(play.KindTrace, nil)
		default:
			r.add(play.KindTrace, buf[:n])
		}
	}
}
