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
	ready chan struct{} // closed while there is something to be read, or the end
	data  []byte
	ended bool
}

// NewInput returns an input that holds at most limit bytes not yet read.
func NewInput(limit int) *Input {
	return &Input{limit: limit, ready: make(chan struct{})}
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
	if len(in.data) == 0 {
		close(in.ready)
	}
	in.data = append(in.data, text...)
	in.ended = text == ""
	return nil
}

// Close ends the input, and a Read that waits.
func (in *Input) Close() error { return in.Send("") }

// Take reads what is there and does not wait: n is 0, and err nil, where there is
// nothing yet. After the end err is io.EOF.
func (in *Input) Take(p []byte) (n int, err error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if len(in.data) == 0 && in.ended {
		return 0, io.EOF
	}
	n = copy(p, in.data)
	in.data = in.data[n:]
	if n > 0 && len(in.data) == 0 && !in.ended {
		in.ready = make(chan struct{})
	}
	return n, nil
}

// Ready returns a channel that is closed once there is something to be read, or the end.
func (in *Input) Ready() <-chan struct{} {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.ready
}

// Read waits for text, and returns io.EOF after the end.
func (in *Input) Read(p []byte) (int, error) {
	for {
		<-in.Ready()
		if n, err := in.Take(p); n > 0 || err != nil || len(p) == 0 {
			return n, err
		}
	}
}
