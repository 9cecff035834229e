package sandbox

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"asynctour/server/nice"
	"asynctour/server/play"
)

// gvisorDir is the pattern of the temporary folders of GVisors.
const gvisorDir = "tour-gvisor-*"

// A GVisor runs native programs, each beneath a gVisor kernel of its own: with
// an empty root, no network but its own loopback, one process, and all of the
// processors. It knows the real clock alone. Like Children it keeps a few
// sandboxes started ahead.
type GVisor struct {
	runsc  string
	dir    string // the bundle, and a folder of state for each sandbox
	lock   *os.File
	limits play.Limits
	pool   *pool[*box]
	count  atomic.Int64
	starts chan func()
	stop   func() // ends the thread that starts sandboxes
}

// NewGVisor returns a GVisor that keeps spare sandboxes ready. runsc is the path
// of gVisor's program, guest that of GuestSource, built.
func NewGVisor(runsc string, guest []byte, spare int, limits play.Limits) (*GVisor, error) {
	dir, err := os.MkdirTemp("", gvisorDir)
	if err != nil {
		return nil, err
	}
	g := &GVisor{runsc: runsc, dir: dir, limits: limits, starts: make(chan func())}
	if g.lock, err = lock(dir); err == nil {
		err = writeBundle(dir, guest, limits)
	}
	if err != nil {
		closeAll(g.lock)
		os.RemoveAll(dir)
		return nil, err
	}
	g.stop = sync.OnceFunc(func() { close(g.starts) })
	// A sandbox ends with the thread that started it, and so with the server,
	// however that ends: one thread starts them all, and does nothing else.
	go func() {
		runtime.LockOSThread()
		for start := range g.starts {
			start()
		}
	}()
	if g.pool, err = newPool(spare, g.start); err != nil {
		g.stop()
		closeAll(g.lock)
		os.RemoveAll(dir)
		return nil, err
	}
	return g, nil
}

// A box is a sandbox that waits for a program or runs it.
type box struct {
	cmd            *exec.Cmd
	stdin          io.WriteCloser
	stdout, stderr *os.File
	trace          *os.File // what the program says of its execution
	state          string   // its folder

	up     chan struct{} // closed when the guest waits, or cannot
	upErr  error         // why it cannot
	family []int         // pidfds of its other processes, once it is up
}

// start starts a sandbox. It is ready somewhat later.
func (g *GVisor) start() (*box, error) {
	// No name is the beginning of another: runsc takes that for the same.
	name := fmt.Sprintf("tour-%d-run", g.count.Add(1))
	b := &box{state: filepath.Join(g.dir, name), up: make(chan struct{})}
	if err := os.Mkdir(b.state, 0o700); err != nil {
		return nil, fmt.Errorf("start gvisor: %w", err)
	}
	args := append(runscFlags(), "--root="+b.state)
	b.cmd = exec.Command(g.runsc, append(args, "run", "--bundle="+g.dir, "--pass-fd=3:3", "--pid-file="+b.pidFile(), name)...)
	b.cmd.Env = []string{}
	b.cmd.Dir = g.dir
	b.cmd.SysProcAttr = isolated()
	theirs, err := b.open()
	if err == nil {
		done := make(chan struct{})
		g.starts <- func() {
			err = b.cmd.Start()
			close(done)
		}
		<-done
	}
	closeAll(theirs...)
	if err != nil {
		closeAll(b.stdout, b.stderr, b.trace)
		os.RemoveAll(b.state)
		return nil, fmt.Errorf("start gvisor: %w", err)
	}
	go func() {
		defer close(b.up)
		late := time.AfterFunc(startTime, func() { b.cmd.Process.Kill() })
		defer late.Stop()
		b.upErr = b.hear("r")
		b.family = pidfds(everyone.descendants(b.cmd.Process.Pid))
	}()
	return b, nil
}

// startTime is how long a sandbox may take to start, on a machine that is very busy.
const startTime = 30 * time.Second

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
	for _, ours := range []**os.File{&b.stdout, &b.stderr, &b.trace} {
		read, write, err := packetPipe()
		if err != nil {
			return theirs, err
		}
		*ours = read
		theirs = append(theirs, write)
	}
	b.cmd.Stdout, b.cmd.Stderr = theirs[0], theirs[1]
	b.cmd.ExtraFiles = theirs[2:] // the first of them is 3
	return theirs, nil
}

// packetPipe returns a pipe from which a read gets what was written at once, up to
// 4 KiB of it: so one can tell the writes of a program apart.
func packetPipe() (read, write *os.File, err error) {
	var fds [2]int
	if err := syscall.Pipe2(fds[:], syscall.O_CLOEXEC|syscall.O_DIRECT); err != nil {
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

// dead reports whether the sandbox has come to an end.
func (b *box) dead() bool { return exited(b.cmd.Process.Pid) }

// kill kills the sandbox: its other processes end with the first, but only once
// it has started.
func (b *box) kill() {
	<-b.up
	b.cmd.Process.Kill()
}

// end ends a sandbox and removes what is left of it. Its output ends when the
// last of its processes has.
func (b *box) end() {
	b.stdin.Close()
	b.kill()
	b.cmd.Wait()
	waitFor(b.family)
	for _, f := range []*os.File{b.stdout, b.stderr, b.trace} {
		io.Copy(io.Discard, f)
		f.Close()
	}
	os.RemoveAll(b.state)
}

// Run is a play.Sandbox for native programs, by the real clock.
func (g *GVisor) Run(ctx context.Context, program play.Program, in *play.Input, out func(play.Chunk)) (play.Result, error) {
	// Of the spare sandboxes an address leaves as many as it has runs under way: a
	// crowd starts its own, and the others have theirs at once.
	b, err := g.pool.take(play.Others(ctx))
	if err != nil {
		return play.Result{}, err
	}
	defer g.pool.live.Done()
	niceness := 0
	if play.Crowded(ctx) {
		niceness = nice.Crowded
	}
	over := b.watch(g.limits.Memory, niceness)
	// The next sandbox is started when this program has said something: sooner
	// it would make it late.
	refill := sync.OnceFunc(func() { go g.pool.refill() })
	defer refill()
	defer b.end()
	defer over()
	killed := context.AfterFunc(ctx, b.kill)
	defer killed()
	defer in.Close()

	go b.send(newJob(program, g.limits), program.Binary, in)
	<-b.up
	err = b.upErr
	if err == nil {
		err = b.hear("s")
	}
	if err != nil {
		if ctx.Err() != nil {
			return play.Result{}, ctx.Err()
		}
		return play.Result{}, err
	}
	r := newRecorder(func(c play.Chunk) {
		out(c)
		refill()
	})
	if err := r.record(b.stdout, b.stderr, b.trace); err != nil {
		b.kill()
		return play.Result{}, err
	}
	awaitExit(b.cmd.Process.Pid)
	large := over() // once the process is waited for, its number may be another's
	waitErr := b.cmd.Wait()
	result := play.Result{Reason: play.Exit, Code: b.cmd.ProcessState.ExitCode(), At: r.millis()}
	switch {
	case ctx.Err() != nil:
		return result, ctx.Err()
	case large, result.Code != 0 && r.starved:
		result.Reason = play.Memory
	case result.Code == killedCode && r.elapsed() >= g.limits.CPU/time.Duration(runtime.NumCPU()):
		result.Reason = play.Timeout
	case result.Code == killedCode, result.Code < 0:
		return result, fmt.Errorf("gvisor: the sandbox was killed: %v", waitErr)
	}
	return result, nil
}

// killedCode is how a program ends that SIGKILL has ended. A program may not send
// it to itself: it is over its processor time, or its sandbox has come to an end.
const killedCode = 128 + 9

// Check runs the program binary, which prints want, to see whether sandboxes work
// here.
func (g *GVisor) Check(ctx context.Context, program []byte, want string) error {
	ctx, cancel := context.WithTimeout(ctx, g.limits.Wall)
	defer cancel()
	var got strings.Builder
	in := play.NewInput(0)
	in.Close()
	result, err := g.Run(ctx, play.Program{Binary: program, Clock: play.Real}, in, func(c play.Chunk) { got.Write(c.Data) })
	if err != nil {
		return err
	}
	if got.String() != want || result.Code != 0 {
		return fmt.Errorf("gvisor: its test printed %q and ended with code %d", got.String(), result.Code)
	}
	return nil
}

// Close ends the spare sandboxes, waits for those that run, and removes their
// files: the caller has ended their contexts.
func (g *GVisor) Close() error {
	g.pool.close()
	g.stop()
	defer g.lock.Close()
	return os.RemoveAll(g.dir)
}
