// Guest is the first process in a gVisor sandbox: it waits there for a program,
// and becomes it.
//
// On its standard input come a job, big-endian, the program, and then what the
// program is to read. On its standard output it says Ready once it waits and Started when it hands over; what comes
// in place of either is what went wrong. The tour builds it when it starts, from
// this file, with the compiler that it builds the readers' programs with.
package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"syscall"
)

// The words of the guest, a byte each.
const (
	ready   = "r"
	started = "s"
)

// program is where the sandbox has room for a file.
const program = "/tmp/main"

// A job is what comes before the program.
type job struct {
	Size  int64  // of the program, in bytes
	Space uint64 // the address space that it may have, in bytes
	Race  bool   // it has the race detector
	Trace bool   // it writes a trace
}

// trace is the descriptor of the pipe that takes a trace.
const trace = 3

// raceOptions has a program end when its main does: the detector would wait for a
// second while there are other goroutines.
const raceOptions = "GORACE=atexit_sleep_ms=0"

func main() {
	os.Stdout.WriteString(ready)
	var j job
	if err := binary.Read(os.Stdin, binary.BigEndian, &j); err != nil {
		return // never used
	}
	err := receive(j.Size)
	if err == nil {
		err = syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: j.Space, Max: j.Space})
	}
	if err == nil {
		var env []string
		if j.Race {
			env = []string{raceOptions}
		}
		if !j.Trace {
			syscall.Close(trace)
		}
		os.Stdout.WriteString(started)
		err = syscall.Exec(program, []string{"main"}, env)
	}
	fmt.Fprintln(os.Stdout, err)
	os.Exit(1)
}

// receive writes size bytes of standard input, and not one more, to program.
func receive(size int64) error {
	f, err := os.OpenFile(program, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o500)
	if err != nil {
		return err
	}
	if _, err := io.CopyN(f, os.Stdin, size); err != nil {
		return err
	}
	return f.Close()
}
