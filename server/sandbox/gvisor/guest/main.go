//go:build linux

// Guest is the first process in a gVisor sandbox: it runs the programs of one
// reader there, one after the other, and leaves nothing of one for the next. Each
// is nobody, has its own processes, network and shared memory to see, and a /tmp
// that goes with it.
//
// On its standard input come, for each program, a job, big-endian, the program, and
// then in pieces what the program is to read: each after its length, the last one
// empty. A pipe of its own takes its words. The tour builds it when it starts, from
// this file, with the compiler that it builds the readers' programs with.
package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"unsafe"
)

// The words of the guest. What comes in place of one is what went wrong, after
// which the sandbox is of no use.
const (
	ready   = "r" // it waits for the first job
	started = "s" // a program runs
	ended   = "e" // it has ended by itself; its exit code follows, a byte
	killed  = "k" // a signal has ended it, which follows, a byte
)

// The pipes that it has beside the standard ones.
const (
	trace = 3 // takes the program's trace
	words = 4
)

const (
	scratch = "/tmp"
	program = scratch + "/main"
	nobody  = 65534
	// apart are the namespaces that a program has to itself. The sandbox knows by
	// the first one, which takes a privilege, that it is not a program that asks
	// for another process.
	apart = syscall.CLONE_NEWPID | syscall.CLONE_NEWIPC | syscall.CLONE_NEWNET
)

// A job is what comes before the program.
type job struct {
	Size  int64  // of the program, in bytes
	Space uint64 // the address space that it may have, in bytes
	CPU   uint64 // its processor time, in seconds
	Files int64  // the room in its /tmp, in bytes; it is itself there
	Race  bool   // it has the race detector
	Trace bool   // it writes a trace
}

// raceOptions has a program end when its main does: the detector would wait for a
// second while there are other goroutines.
const raceOptions = "GORACE=atexit_sleep_ms=0"

func main() {
	syscall.CloseOnExec(words)
	say(ready)
	for {
		var j job
		if err := binary.Read(os.Stdin, binary.BigEndian, &j); err != nil {
			return // there are no more
		}
		if err := j.do(); err != nil {
			say(err.Error())
			os.Exit(1)
		}
	}
}

// say writes a word; if nobody hears it, nobody hears anything.
func say(word string) { syscall.Write(words, []byte(word)) }

// do runs a program, until it has ended and its input has.
func (j job) do() error {
	if err := syscall.Mount("tmpfs", scratch, "tmpfs", syscall.MS_NOSUID|syscall.MS_NODEV, fmt.Sprintf("size=%d", j.Files)); err != nil {
		return fmt.Errorf("mount %s: %w", scratch, err)
	}
	if err := receive(j.Size); err != nil {
		return err
	}
	var input [2]int
	if err := syscall.Pipe2(input[:], syscall.O_CLOEXEC); err != nil {
		return fmt.Errorf("pipe: %w", err)
	}
	pid, err := j.start(input[0])
	syscall.Close(input[0])
	if err != nil {
		return fmt.Errorf("start: %w", err)
	}
	// Not ours: we live longer than one program.
	if err := limitCPU(pid, j.CPU); err != nil {
		return fmt.Errorf("limit its processor time: %w", err)
	}
	say(started)
	passed := make(chan error, 1)
	go func() { passed <- pass(input[1]) }()
	var status syscall.WaitStatus
	if err := wait(pid, &status); err != nil {
		return fmt.Errorf("wait: %w", err)
	}
	if err := syscall.Unmount(scratch, syscall.MNT_DETACH); err != nil {
		return fmt.Errorf("unmount %s: %w", scratch, err)
	}
	word, value := ended, status.ExitStatus()
	if status.Signaled() {
		word, value = killed, int(status.Signal())
	}
	say(word + string([]byte{byte(value)}))
	return <-passed
}

// receive writes size bytes of standard input, and not one more, to program.
func receive(size int64) error {
	f, err := os.OpenFile(program, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o555)
	if err != nil {
		return err
	}
	if _, err := io.CopyN(f, os.Stdin, size); err != nil {
		return err
	}
	return f.Close()
}

// start starts the program, which reads from input.
func (j job) start(input int) (pid int, err error) {
	// Ours too, for the next program's may be larger: we may raise it again.
	if err := syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: j.Space, Max: j.Space}); err != nil {
		return 0, fmt.Errorf("limit its address space: %w", err)
	}
	attr := &syscall.ProcAttr{
		Dir:   "/",
		Files: []uintptr{uintptr(input), 1, 2},
		Sys: &syscall.SysProcAttr{
			Credential: &syscall.Credential{Uid: nobody, Gid: nobody},
			Cloneflags: apart,
		},
	}
	if j.Race {
		attr.Env = []string{raceOptions}
	}
	if j.Trace {
		attr.Files = append(attr.Files, trace)
	}
	return syscall.ForkExec(program, []string{"main"}, attr)
}

// limitCPU limits a process to some seconds of processor time. One that has ended
// already needs none.
func limitCPU(pid int, seconds uint64) error {
	limit := syscall.Rlimit{Cur: seconds, Max: seconds}
	_, _, errno := syscall.RawSyscall6(syscall.SYS_PRLIMIT64, uintptr(pid), syscall.RLIMIT_CPU, uintptr(unsafe.Pointer(&limit)), 0, 0, 0)
	if errno != 0 && errno != syscall.ESRCH {
		return errno
	}
	return nil
}

// wait waits for the process to end.
func wait(pid int, status *syscall.WaitStatus) error {
	for {
		if _, err := syscall.Wait4(pid, status, 0, nil); !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

// pass passes on what the program is to read, and closes to when that ends. What
// nobody reads any more is lost.
func pass(to int) error {
	f := os.NewFile(uintptr(to), "input")
	defer f.Close()
	for {
		var length uint32
		if err := binary.Read(os.Stdin, binary.BigEndian, &length); err != nil || length == 0 {
			return err
		}
		piece := make([]byte, length)
		if _, err := io.ReadFull(os.Stdin, piece); err != nil {
			return err
		}
		f.Write(piece)
	}
}
