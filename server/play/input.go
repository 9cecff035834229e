package play

import (
	"io"
	"sync"
)

// An Input is a program's standard input: the reader's lines, in order. It is
// read by one goroutine and written by others.
type Input struct {
	limit int
	mu    sync.Mutex
	ready *sync.Cond
	data  []byte
	ended bool
}

// NewInput returns an input that holds at most limit bytes not yet read.
func NewInput(limit int) *Input {
	in := &Input{limit: limit}
	in.ready = sync.NewCond(&in.mu)
	return in
}

// Send adds text to what can be read; "" ends the input. The error is a *Fault.
func (in *Input) Send(text string) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.ended {
		return nil
	}
	if len(in.data)+len(text) > in.limit {
		return Refuse("stdin", "kib", in.limit>>10)
	}
	in.data = append(in.data, text...)
	in.ended = text == ""
	in.ready.Broadcast()
	return nil
}

// Close ends the input, and a Read that waits.
func (in *Input) Close() error { return in.Send("") }

// Read waits for text, and returns io.EOF after the end.
func (in *Input) Read(p []byte) (int, error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for len(in.data) == 0 && !in.ended {
		in.ready.Wait()
	}
	if len(in.data) == 0 {
		return 0, io.EOF
	}
	n := copy(p, in.data)
	in.data = in.data[n:]
	return n, nil
}
