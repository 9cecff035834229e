package sandbox

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"asynctour/server/nice"
	"asynctour/server/play"
)

// The words of the guest, as it has them.
const (
	guestReady   = 'r'
	guestStarted = 's'
	guestEnded   = 'e' // a code follows
)

// A guestJob is what the guest is told before the program: its job.
type guestJob struct {
	Size  int64
	Space uint64
	CPU   uint64
	Files int64
	Race  bool
	Trace bool
}

// newJob says how a program is to run. The race detector takes more than twice a
// program's memory for itself: what both use is watched.
func newJob(p play.Program, l play.Limits) guestJob {
	j := guestJob{
		Size: int64(len(p.Binary)), Space: uint64(l.Memory) + reserved, CPU: manyTimes * uint64(math.Ceil(l.Wall.Seconds())),
		Files: l.Binary + scratch, Race: p.Race, Trace: p.Trace,
	}
	if p.Race {
		j.Space += 3 * uint64(l.Memory)
	}
	return j
}

// manyTimes the seconds that a program may run are more than it can use on all
// processors, by the sandbox's own reckoning, which is coarse. The limit is there for
// a program to find that it cannot raise it: the watch is sooner.
const manyTimes = 1000

// run runs a program in the sandbox, which gives way by niceness.
func (b *box) run(ctx context.Context, program play.Program, l play.Limits, niceness int, in *play.Input, out func(play.Chunk)) (play.Result, error) {
	b.programs++
	over := b.watch(l, niceness)
	defer over()
	killed := atEnd(ctx, b.kill)
	defer killed()
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		b.send(newJob(program, l), program.Binary, in)
	}()
	defer func() {
		in.Close()
		<-sent
	}()
	<-b.up
	err := b.upErr
	if err == nil {
		_, err = b.hear(guestStarted)
	}
	if err != nil {
		if ctx.Err() != nil {
			return play.Result{}, ctx.Err()
		}
		return play.Result{}, err
	}
	r := newRecorder(out)
	var code int
	var endErr error
	if err := r.record(b.stdout, b.stderr, b.trace, func() { code, endErr = b.hear(guestEnded) }); err != nil {
		b.kill()
		return play.Result{}, err
	}
	result := play.Result{Reason: play.Exit, Code: code, At: r.millis()}
	limit := over()
	switch {
	case killed():
		return result, ctx.Err()
	case limit == passedMemory, code != 0 && r.starved:
		result.Reason = play.Memory
	case limit == passedCPU:
		result.Reason = play.Timeout
	case endErr != nil:
		return result, endErr
	case code == killedCode:
		return result, errors.New("gvisor: the program was killed")
	}
	return result, nil
}

// killedCode is how a program ends that SIGKILL has ended. A program may not send it
// to itself: somebody else has.
const killedCode = 128 + 9

const (
	// mostPrograms is how many programs a sandbox runs, one after the other.
	mostPrograms = 100
	// keptMemory is how much memory, in bytes, may be left in use.
	keptMemory = 64 << 20
)

// reusable reports whether the sandbox can run another program of its reader's: the
// last one has ended by itself, and has left nothing.
func (b *box) reusable() bool {
	return b.programs < mostPrograms && b.niceness < nice.Computing && b.memory.bytes() <= keptMemory && !b.dead()
}

// send gives the sandbox its job, its program and then what that is to read. An
// error shows in how the program ends.
func (b *box) send(j guestJob, program []byte, in *play.Input) {
	if err := binary.Write(b.stdin, binary.BigEndian, j); err != nil {
		return
	}
	if _, err := b.stdin.Write(program); err != nil {
		return
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

// hear waits for a word of the guest's, and returns the byte that follows it, if any does.
func (b *box) hear(word byte) (code int, err error) {
	said := make([]byte, tailSize)
	n, err := b.words.Read(said) // what was written at once, see packetPipe
	if said = said[:n]; err == nil && said[0] == word && n <= 2 {
		return int(said[n-1]), nil
	}
	b.cmd.Process.Kill()
	faults, _ := io.ReadAll(io.LimitReader(b.stderr, tailSize))
	return 0, fmt.Errorf("gvisor: the sandbox was killed, or did not start: %s %s", said, bytes.TrimSpace(faults))
}
