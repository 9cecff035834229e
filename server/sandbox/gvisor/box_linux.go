package gvisor

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"asynctour/server/proc"
	"asynctour/server/sandbox"
)

// A box is a sandbox that waits for a program or runs one.
type box struct {
	cmd   *exec.Cmd
	stdin io.WriteCloser
	// the streams of a program that is traced; on the second also what goes wrong in the
	// sandbox: runsc and the guest write it
	stdout, stderr *os.File

	trace *os.File // what the program says of its execution
	pipe  *os.File // what the guest says …
	words *bufio.Reader
	state string // its folder

	up     chan struct{} // closed when the guest waits, or cannot
	upErr  error         // why it cannot
	pids   []int         // its other processes, once it is up
	family []int         // pidfds of those
	memory usage

	niceness int // how far it gives way
	programs int // how many it has run
}

// start starts a sandbox. It is ready somewhat later.
func (g *Sandboxes) start() (*box, error) {
	// No name is the beginning of another: runsc takes that for the same.
	name := fmt.Sprintf("tour-%d-run", g.count.Add(1))
	dir := g.bundle.dir()
	b := &box{state: filepath.Join(dir, name), up: make(chan struct{})}
	if err := os.Mkdir(b.state, 0o700); err != nil {
		return nil, fmt.Errorf("%w: gvisor: %w", sandbox.ErrStart, err)
	}
	args := append(runscFlags(), "--root="+b.state)
	b.cmd = exec.Command(g.runsc,
		append(args, "run", "--bundle="+dir, "--pass-fd=3:3", "--pass-fd=4:4", "--pid-file="+b.pidFile(), name)...)
	b.cmd.Env = []string{}
	b.cmd.Dir = dir
	b.cmd.SysProcAttr = isolated()
	theirs, err := b.open()
	if err != nil {
		b.cmd.Err = err // with which Start does nothing but close the pipe to it
	}
	done := make(chan struct{})
	g.starts <- func() {
		err = b.cmd.Start()
		close(done)
	}
	<-done
	closeAll(theirs...)
	if err != nil {
		closeAll(b.pipes()...)
		os.RemoveAll(b.state)
		return nil, fmt.Errorf("%w: gvisor: %w", sandbox.ErrStart, err)
	}
	go func() {
		defer close(b.up)
		late := time.AfterFunc(startTime, func() { b.cmd.Process.Kill() })
		defer late.Stop()
		_, b.upErr = b.hear(guestReady)
		b.memory.kernel = b.kernel()
		b.pids = everyone.descendants(b.cmd.Process.Pid)
		b.family = openFamily(b.cmd.Process.Pid, b.pids)
	}()
	return b, nil
}

// startTime is how long a sandbox may take to start, on the slowest machine.
const startTime = 2 * time.Minute

// isolated returns how runsc is started: with mounts of its own, so that none of
// its own reaches the machine's, and to end with us. Where we are not root, it
// makes itself a namespace.
func isolated() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if os.Geteuid() == 0 {
		attr.Unshareflags = syscall.CLONE_NEWNS
	}
	return attr
}

// open makes the pipes. It returns their other ends, which are the sandbox's.
func (b *box) open() (theirs []*os.File, err error) {
	if b.stdin, err = b.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	for _, p := range []struct {
		ours  **os.File
		flags int
	}{{&b.stdout, packets}, {&b.stderr, packets}, {&b.trace, packets}, {&b.pipe, 0}} {
		read, write, err := pipe(p.flags)
		if err != nil {
			return theirs, err
		}
		*p.ours = read
		theirs = append(theirs, write)
	}
	b.words = bufio.NewReaderSize(b.pipe, mostData)
	b.cmd.Stdout, b.cmd.Stderr = theirs[0], theirs[1]
	b.cmd.ExtraFiles = theirs[2:] // the first of them is 3
	return theirs, nil
}

// pipes returns our ends of those that the sandbox writes to.
func (b *box) pipes() []*os.File { return []*os.File{b.stdout, b.stderr, b.trace, b.pipe} }

// packets makes a pipe from which a read gets what was written at once, up to 4 KiB
// of it: so one can tell the writes of a program apart.
const packets = syscall.O_DIRECT

// pipe returns the ends of a pipe whose other end another process gets.
func pipe(flags int) (read, write *os.File, err error) {
	var fds [2]int
	if err := syscall.Pipe2(fds[:], syscall.O_CLOEXEC|flags); err != nil {
		return nil, nil, os.NewSyscallError("pipe2", err)
	}
	syscall.SetNonblock(fds[0], true) // else the file would not be polled
	return os.NewFile(uintptr(fds[0]), "pipe"), os.NewFile(uintptr(fds[1]), "pipe"), nil
}

func closeAll(files ...*os.File) {
	for _, f := range files {
		f.Close() // a nil one says that it is invalid
	}
}

// Dead reports whether the sandbox has come to an end.
func (b *box) Dead() bool { return proc.Exited(b.cmd.Process.Pid) }

// kill kills the sandbox: its other processes end with the first, but only once
// it has started.
func (b *box) kill() {
	<-b.up
	b.cmd.Process.Kill()
}

// End ends a sandbox and removes what is left of it. Its output ends when the
// last of its processes has.
func (b *box) End() {
	b.stdin.Close()
	<-b.up
	root := b.cmd.Process.Pid
	family := append(b.family, openFamily(root, everyone.descendants(root))...) // those of its programs, too
	b.kill()
	b.cmd.Wait()
	waitFor(family)
	for _, f := range b.pipes() {
		io.Copy(io.Discard, f)
		f.Close()
	}
	os.RemoveAll(b.state)
}
