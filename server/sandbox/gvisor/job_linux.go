package gvisor

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
	"syscall"

	"asynctour/server/nice"
	"asynctour/server/play"
	"asynctour/server/rlimit"
	"asynctour/server/sandbox"
)

// The words of the guest, as it has them.
const (
	guestReady   = 'r'
	guestStarted = 's' // the main package of the program begins
	guestOutput  = 'o' // what the program has written to standard output follows
	guestFaults  = 'x' // … to standard error
	guestAwaits  = 'w' // it waits for input, and there is none
	guestEnded   = 'e' // the program has ended by itself: its exit code follows
	guestKilled  = 'k' // by a signal, which follows
)

// A guestJob is what the guest is told before the program: its job.
type guestJob struct {
	Size  int64
	Space uint64
	CPU   uint64
	Files int64
	Race  bool
	Trace bool
	Env   int64
	Ready int64
	Ended bool
}

// newJob says how a program is to run.
func newJob(p sandbox.Program, l play.Limits) guestJob {
	limits := rlimit.Native(l, p.Race)
	return guestJob{
		Size: int64(len(p.Binary)), Space: limits[rlimit.AddressSpace], CPU: limits[rlimit.ProcessorTime],
		Files: sandbox.Scratch, Race: p.Race, Trace: p.Trace,
	}
}

// run runs a program in the sandbox, which gives way by niceness.
func (b *box) run(ctx context.Context, program sandbox.Program, l play.Limits, niceness int, in *play.Input,
	out func(sandbox.Chunk)) (sandbox.Facts, error) {
	b.programs++
	over := b.watch(l, niceness)
	defer over()
	killed := sandbox.AtEnd(ctx, b.kill)
	defer killed()
	<-b.up
	if b.upErr != nil {
		return sandbox.Facts{}, cmp.Or(ctx.Err(), fmt.Errorf("%w: %w", errNotUp, b.upErr))
	}
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		b.send(newJob(program, l), program, in, l.Stdin)
	}()
	defer func() {
		in.Close()
		<-sent
	}()
	if _, err := b.hear(guestStarted); err != nil {
		return sandbox.Facts{}, cmp.Or(ctx.Err(), fmt.Errorf("%w: %w", sandbox.ErrStart, err))
	}
	r := newRecorder(out)
	var facts sandbox.Facts
	var endErr error
	if err := r.record(b.stdout, b.stderr, b.trace, func() { facts, endErr = b.fate(r) }); err != nil {
		b.kill()
		return sandbox.Facts{}, err
	}
	facts.At = r.millis()
	found := over()
	switch {
	case killed():
		return facts, ctx.Err()
	case found != excess{}:
		facts.Signal, facts.Raised, facts.Memory, facts.CPU = int(syscall.SIGKILL), false, found.memory, found.cpu
		return facts, nil
	}
	return facts, endErr
}

// errNotUp is the error of a run whose sandbox was of no use before it had been sent anything.
var errNotUp = fmt.Errorf("%w: gvisor", sandbox.ErrStart)

// fate passes on what the program writes, and returns what the guest says of its end.
func (b *box) fate(r *recorder) (sandbox.Facts, error) {
	for {
		w, err := b.hear(guestOutput, guestFaults, guestAwaits, guestEnded, guestKilled)
		switch {
		case err != nil:
			return sandbox.Facts{}, err
		case w.kind == guestOutput:
			r.add(play.KindStdout, w.data)
		case w.kind == guestFaults:
			r.add(play.KindStderr, w.data)
		case w.kind == guestAwaits:
			r.add(play.KindReading, nil)
		case w.kind == guestKilled:
			return sandbox.Facts{Signal: int(w.data[0]), Raised: true}, nil
		default:
			return sandbox.Facts{Code: int(w.data[0])}, nil
		}
	}
}

const (
	// mostPrograms is how many programs a sandbox runs, one after the other.
	mostPrograms = 100
	// keptMemory is how much memory, in bytes, may be left in use.
	keptMemory = 64 << 20
)

// reusable reports whether the sandbox can run another program of its reader's: the
// last one has ended by itself, and has left nothing.
func (b *box) reusable() bool {
	return b.programs < mostPrograms && b.niceness < nice.Computing && b.memory.bytes() <= keptMemory && !b.Dead()
}

// send gives the sandbox its job, its program with its environment, and then what that is to read, of which
// there may be most bytes at a time. What is there already goes with the job: else the
// program could seem to wait for it. An error shows in how the program ends.
func (b *box) send(j guestJob, program sandbox.Program, in *play.Input, most int) {
	ready := make([]byte, most)
	n, _ := in.Take(ready)
	_, err := in.Take(ready[n:])
	env := []byte(strings.Join(program.Env, "\x00"))
	j.Env, j.Ready, j.Ended = int64(len(env)), int64(n), err != nil
	if err := binary.Write(b.stdin, binary.BigEndian, j); err != nil {
		return
	}
	for _, part := range [][]byte{env, program.Binary, ready[:n]} {
		if _, err := b.stdin.Write(part); err != nil {
			return
		}
	}
	piece := make([]byte, 4<<10)
	for {
		n, err := in.Read(piece[4:])
		binary.BigEndian.PutUint32(piece, uint32(n))
		if _, failed := b.stdin.Write(piece[:4+n]); failed != nil || err != nil {
			return
		}
	}
}

// A word is one of the guest's, with its data.
type word struct {
	kind byte
	data []byte
}

// mostData is how many bytes of data a word may have.
const mostData = 64 << 10

// hear waits for one of the guest's words. Any other, or none, is an error, and the
// end of the sandbox.
func (b *box) hear(kinds ...byte) (w word, err error) {
	var head [5]byte
	if _, err = io.ReadFull(b.words, head[:]); err == nil {
		if size := binary.BigEndian.Uint32(head[1:]); size <= mostData {
			w = word{head[0], make([]byte, size)}
			_, err = io.ReadFull(b.words, w.data)
		}
	}
	hasByte := w.kind == guestEnded || w.kind == guestKilled
	if err == nil && slices.Contains(kinds, w.kind) && (!hasByte || len(w.data) == 1) {
		return w, nil
	}
	b.cmd.Process.Kill()
	faults, _ := io.ReadAll(io.LimitReader(b.stderr, maxFaults))
	return word{}, fmt.Errorf("gvisor: the sandbox was killed, or did not start: %.2048s %s", w.data,
		bytes.TrimSpace(faults))
}

// maxFaults is how much of what goes wrong in a sandbox is reported, in bytes.
const maxFaults = 2 << 10
