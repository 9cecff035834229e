package sandbox

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"

	"asynctour/server/play"
)

// A guestJob is what the guest is told before the program: its job.
type guestJob struct {
	Size  int64
	Space uint64
	Race  bool
	Trace bool
}

// newJob says how a program is to run. The race detector takes more than twice a
// program's memory for itself: what both use is watched.
func newJob(p play.Program, l play.Limits) guestJob {
	j := guestJob{Size: int64(len(p.Binary)), Space: uint64(l.Memory) + reserved, Race: p.Race, Trace: p.Trace}
	if p.Race {
		j.Space += 3 * uint64(l.Memory)
	}
	return j
}

// send gives the sandbox its job, its program and then what that is to read. An
// error shows in how the program ends.
func (b *box) send(j guestJob, program []byte, in *play.Input) {
	defer b.stdin.Close()
	if err := binary.Write(b.stdin, binary.BigEndian, j); err != nil {
		return
	}
	if _, err := b.stdin.Write(program); err != nil {
		return
	}
	io.Copy(b.stdin, in)
}

// hear waits for a word of the guest's.
func (b *box) hear(word string) error {
	said := make([]byte, tailSize)
	n, err := b.stdout.Read(said) // what was written at once, see packetPipe
	if said = said[:n]; err == nil && string(said) == word {
		return nil
	}
	b.cmd.Process.Kill()
	more, _ := io.ReadAll(io.LimitReader(b.stdout, tailSize))
	faults, _ := io.ReadAll(io.LimitReader(b.stderr, tailSize))
	return fmt.Errorf("gvisor: the sandbox did not start: %s%s %s", said, more, bytes.TrimSpace(faults))
}
