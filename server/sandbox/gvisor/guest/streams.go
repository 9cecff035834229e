//go:build linux

package main

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
	"sync"
	"syscall"
	"time"
	"unsafe"
)

const (
	// atOnce is how many texts are passed on without a pause: those of most programs.
	atOnce = 100
	// pause is how long further ones are collected: a program that prints in a loop is
	// not interrupted at each line. For each pause without a text one more is passed on
	// at once.
	pause = 2 * time.Millisecond
)

// relay passes on what the program writes, and that it waits for input, until it has
// closed all three pipes. A write of the program's goes no further than the sandbox's
// kernel, and nobody wakes up for it, which makes it cheap: what leaves the sandbox is
// what has been collected. A text to standard output comes before a later one to standard
// error, and both before a later wait.
func relay(out, errs, reports int, in *stdin) error {
	type pollFD struct {
		fd             int32
		events, happen int16
	}
	const readable = 1 // POLLIN
	var fds []pollFD
	for _, fd := range []int{out, errs, reports} {
		if err := syscall.SetNonblock(fd, true); err != nil {
			return err
		}
		fds = append(fds, pollFD{fd: int32(fd), events: readable})
	}
	words := []string{output, faults, awaits}
	bufs := [3][]byte{make([]byte, piece), make([]byte, piece), make([]byte, piece)}
	spent := time.Now().Add(-atOnce * pause)                 // what was passed on at once counts as pauses since then
	for fds[0].fd >= 0 || fds[1].fd >= 0 || fds[2].fd >= 0 { // a negative one is passed over
		if earliest := time.Now().Add(-atOnce * pause); spent.Before(earliest) {
			spent = earliest
		}
		if spent = spent.Add(pause); spent.After(time.Now()) {
			time.Sleep(pause)
		}
		_, _, errno := syscall.Syscall6(syscall.SYS_PPOLL, uintptr(unsafe.Pointer(&fds[0])), uintptr(len(fds)), 0, 0, 0, 0)
		if errno == syscall.EINTR {
			continue
		}
		if errno != 0 {
			return errno
		}
		fds[1].happen |= fds[2].happen // what has come to it before may have come after the look at it
		fds[0].happen |= fds[1].happen
		// They are read from the last to the first: all that came before what is read of one
		// is in those before it by then, and is passed on first. A pipe holds no more than a
		// piece, so one look takes it all.
		var texts [3][]byte
		for i := len(fds) - 1; i >= 0; i-- {
			if fds[i].fd < 0 || fds[i].happen == 0 {
				continue
			}
			n, err := read(int(fds[i].fd), bufs[i])
			switch {
			case errors.Is(err, syscall.EAGAIN):
			case err != nil:
				return err
			case n == 0:
				syscall.Close(int(fds[i].fd))
				fds[i].fd = -1
			default:
				texts[i] = bufs[i][:n]
			}
		}
		for i, text := range texts {
			switch {
			case len(text) == 0:
			case words[i] == awaits:
				in.reported(text)
			default:
				say(words[i], text)
			}
		}
	}
	return nil
}

// read reads what a pipe has now.
func read(fd int, buf []byte) (n int, err error) {
	for {
		if n, err = syscall.Read(fd, buf); !errors.Is(err, syscall.EINTR) {
			return n, err
		}
	}
}

// A stdin is the standard input of a program.
type stdin struct {
	pipe    *os.File
	mu      sync.Mutex
	sent    int64 // how many bytes have been sent to it
	ended   bool
	awaited int64 // how many the program had read when it last began to wait; -1: it has not
}

// pass passes on what the program is to read, first what is there already, and closes the
// pipe when that ends. What nobody reads any more is lost.
func (s *stdin) pass(first []byte) error {
	defer s.pipe.Close()
	s.pipe.Write(first)
	for {
		var length uint32
		err := binary.Read(os.Stdin, binary.BigEndian, &length)
		s.mu.Lock()
		s.sent += int64(length)
		s.ended = s.ended || length == 0
		s.mu.Unlock()
		if err != nil || length == 0 {
			return err
		}
		text := make([]byte, length)
		if _, err := io.ReadFull(os.Stdin, text); err != nil {
			return err
		}
		s.pipe.Write(text)
	}
}

// reported takes reports of the program. It waits if it has read all that has been sent,
// and more can come.
func (s *stdin) reported(reports []byte) {
	for ; len(reports) >= 8; reports = reports[8:] {
		read := int64(binary.NativeEndian.Uint64(reports))
		s.mu.Lock()
		waits := read == s.sent && !s.ended && read != s.awaited
		if waits {
			s.awaited = read
		}
		s.mu.Unlock()
		if waits {
			say(awaits, nil)
		}
	}
}
