package gvisor

import (
	"os"
	"syscall"
	"testing"

	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// TestRecordOrder writes to one stream and then the other, again and again: what comes of
// standard error never comes before what was written to standard output.
func TestRecordOrder(t *testing.T) {
	const texts = 5000
	var ends [3][2]*os.File // stdout, stderr and the trace, as the sandbox makes them
	for i := range ends {
		var pipe [2]int
		if err := syscall.Pipe2(pipe[:], syscall.O_CLOEXEC|syscall.O_NONBLOCK|syscall.O_DIRECT); err != nil {
			t.Fatal(err)
		}
		for j, fd := range pipe {
			ends[i][j] = os.NewFile(uintptr(fd), "pipe")
			t.Cleanup(func() { ends[i][j].Close() })
		}
	}
	got := map[play.Kind]int{}
	r := newRecorder(func(c sandbox.Chunk) {
		got[c.Kind]++
		if out, errs := got[play.KindStdout], got[play.KindStderr]; out < errs {
			t.Errorf("%d texts to standard error have come, and %d to standard output", errs, out)
		}
	})
	err := r.record(ends[0][0], ends[1][0], ends[2][0], func() {
		for range texts {
			ends[0][1].WriteString("x")
			ends[1][1].WriteString("x")
		}
	})
	if err != nil || got[play.KindStdout] != texts || got[play.KindStderr] != texts {
		t.Errorf("texts: %v, %v", got, err)
	}
}
