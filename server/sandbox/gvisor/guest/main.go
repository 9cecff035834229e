//go:build linux

// Guest is the first process in a gVisor sandbox: it runs the programs of one
// reader there, one after the other, and leaves nothing of one for the next. Each
// is nobody, has its own processes, network and shared memory to see, and a home and
// a /tmp that go with it.
//
// On its standard input come, for each program, a job, big-endian, the program, what it
// can read at once, and then in pieces what it is to read later: each after its length,
// the last one empty. A pipe of its own takes its words, and among them what the program
// writes.
// The tour builds it when it starts, from this file, with the compiler that it builds
// the readers' programs with.
package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"unsafe"
)

// The words of the guest. Each is followed by the length of its data, big-endian in
// four bytes, and the data.
const (
	ready   = "r" // it waits for the first job
	started = "s" // the main package of a program begins
	output  = "o" // the program has written this to standard output
	faults  = "x" // … and this to standard error
	awaits  = "w" // it waits for input, and there is none
	ended   = "e" // it has ended by itself; the data are its exit code, a byte
	killed  = "k" // a signal has ended it: the data, a byte
	broken  = "b" // this is what went wrong: the sandbox is of no use any more
)

// The pipes that it has beside the standard ones, which are for a program that is
// traced: they keep its writes apart.
const (
	trace = 3 // takes the program's trace
	words = 4
)

// inputReports is the descriptor on which a program reports, in eight bytes, first -1, when its
// main package begins, and then how many bytes it has read of its standard input, when it is
// about to read where nothing is to be read. Packages runtime and syscall do so, as package
// overlay has changed them.
const inputReports = 100

const (
	home    = "/home/gopher" // where a program starts
	scratch = "/tmp"
	built   = scratch + "/go-build" // as the go command has it
	program = built + "/main"
	nobody  = 65534
	piece   = 64 << 10 // the most bytes of output that are passed on at once: what a pipe holds
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
	Files int64  // the room for files at home, in bytes, and as much beside it in /tmp
	Race  bool   // it has the race detector
	Trace bool   // it writes a trace
	Env   int64  // of what its environment has beside environment, in bytes: variables with a NUL between them
	Ready int64  // how much it can read at once, in bytes
	Ended bool   // and whether that is all
}

// environment is what packages os, os/user and time ask for.
var environment = []string{
	"HOME=" + home, "LOGNAME=gopher", "PATH=/usr/local/bin:/usr/bin:/bin", "PWD=" + home, "USER=gopher",
	"ZONEINFO=/usr/share/zoneinfo.zip",
}

// raceOptions has a program end when its main does: the detector would wait for a
// second while there are other goroutines.
const raceOptions = "GORACE=atexit_sleep_ms=0"

func main() {
	syscall.CloseOnExec(words)
	say(ready, nil)
	for {
		var j job
		if err := binary.Read(os.Stdin, binary.BigEndian, &j); err != nil {
			return // there are no more
		}
		if err := j.do(); err != nil {
			say(broken, []byte(err.Error()))
			os.Exit(1)
		}
	}
}

// say writes a word and its data. Where nobody reads them the sandbox is at its end.
func say(word string, data []byte) {
	frame := append(binary.BigEndian.AppendUint32([]byte(word), uint32(len(data))), data...)
	for len(frame) > 0 {
		n, err := syscall.Write(words, frame)
		if err != nil && !errors.Is(err, syscall.EINTR) {
			os.Exit(1)
		}
		frame = frame[max(n, 0):]
	}
}

// do runs a program, until it has ended and its input has.
func (j job) do() error {
	if err := j.mount(); err != nil {
		return err
	}
	env := make([]byte, j.Env)
	if _, err := io.ReadFull(os.Stdin, env); err != nil {
		return err
	}
	if err := receive(j.Size); err != nil {
		return err
	}
	first := make([]byte, j.Ready)
	if _, err := io.ReadFull(os.Stdin, first); err != nil {
		return err
	}
	var input, out, errs, reports [2]int // pipes: what is read from, and what is written to
	for _, pipe := range []*[2]int{&input, &out, &errs, &reports} {
		if err := syscall.Pipe2(pipe[:], syscall.O_CLOEXEC); err != nil {
			return fmt.Errorf("pipe: %w", err)
		}
	}
	streams := []int{input[0], out[1], errs[1]}
	if j.Trace { // there is nothing to relay: our pipes end when we close them
		streams = []int{input[0], 1, 2, trace}
	}
	pid, err := j.start(env, streams, reports[1])
	for _, theirs := range []int{input[0], out[1], errs[1], reports[1]} {
		syscall.Close(theirs)
	}
	if err != nil {
		return fmt.Errorf("start: %w", err)
	}
	// Not ours: we live longer than one program.
	if err := limitCPU(pid, j.CPU); err != nil {
		return fmt.Errorf("limit its processor time: %w", err)
	}
	awaitMain(reports[0])
	say(started, nil)
	in := &stdin{pipe: os.NewFile(uintptr(input[1]), "input"), sent: j.Ready, ended: j.Ended, awaited: -1}
	passed := make(chan error, 1)
	go func() { passed <- in.pass(first) }()
	if err := relay(out[0], errs[0], reports[0], in); err != nil {
		return fmt.Errorf("relay: %w", err)
	}
	var status syscall.WaitStatus
	if err := wait(pid, &status); err != nil {
		return fmt.Errorf("wait: %w", err)
	}
	for _, folder := range []string{home, scratch} {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			return fmt.Errorf("unmount %s: %w", folder, err)
		}
	}
	if status.Signaled() {
		say(killed, []byte{byte(status.Signal())})
	} else {
		say(ended, []byte{byte(status.ExitStatus())})
	}
	return <-passed
}

// mount makes the folders that the program can write to, and the one that it is in.
func (j job) mount() error {
	for folder, options := range map[string]string{
		home:    fmt.Sprintf("size=%d,mode=0755,uid=%d,gid=%d", j.Files, nobody, nobody),
		scratch: fmt.Sprintf("size=%d,mode=1777", j.Files+j.Size),
	} {
		if err := syscall.Mount("tmpfs", folder, "tmpfs", syscall.MS_NOSUID|syscall.MS_NODEV, options); err != nil {
			return fmt.Errorf("mount %s: %w", folder, err)
		}
	}
	return os.Mkdir(built, 0o755)
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

// start starts the program with its environment, its streams, and with what takes its reports.
func (j job) start(env []byte, streams []int, reports int) (pid int, err error) {
	// Ours too, for the next program's may be larger: we may raise it again.
	if err := syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: j.Space, Max: j.Space}); err != nil {
		return 0, fmt.Errorf("limit its address space: %w", err)
	}
	attr := &syscall.ProcAttr{
		Dir: home,
		Env: environment,
		Sys: &syscall.SysProcAttr{
			Credential: &syscall.Credential{Uid: nobody, Gid: nobody},
			Cloneflags: apart,
		},
	}
	if len(env) > 0 {
		attr.Env = append(attr.Env[:len(attr.Env):len(attr.Env)], strings.Split(string(env), "\x00")...)
	}
	if j.Race {
		attr.Env = append(attr.Env, raceOptions)
	}
	for _, stream := range streams {
		attr.Files = append(attr.Files, uintptr(stream))
	}
	for len(attr.Files) < inputReports {
		attr.Files = append(attr.Files, ^uintptr(0)) // none
	}
	attr.Files = append(attr.Files, uintptr(reports))
	return syscall.ForkExec(program, []string{"main"}, attr)
}

// awaitMain waits for the first report of a program, or for the end of one that ends before it.
func awaitMain(reports int) {
	var report [8]byte
	for n := 0; n < len(report); {
		more, err := syscall.Read(reports, report[n:])
		if more <= 0 && !errors.Is(err, syscall.EINTR) {
			return
		}
		n += max(more, 0)
	}
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
