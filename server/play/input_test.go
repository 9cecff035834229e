package play

import (
	"io"
	"testing"
)

// TestInput takes what is there, and what comes later.
func TestInput(t *testing.T) {
	in := NewInput(4)
	buf := make([]byte, 3)
	take := func(wantN int, wantErr error, wantReady bool) {
		t.Helper()
		select {
		case <-in.Ready():
			if !wantReady {
				t.Error("it is ready too early")
			}
		default:
			if wantReady {
				t.Error("it is not ready")
			}
		}
		if n, err := in.Take(buf); n != wantN || err != wantErr {
			t.Errorf("took %d, %v, want %d, %v", n, err, wantN, wantErr)
		}
	}
	take(0, nil, false)
	if in.Send("four") != nil || in.Send("x") == nil {
		t.Error("the limit is not 4")
	}
	take(3, nil, true)
	take(1, nil, true)
	take(0, nil, false)
	ready := in.Ready()
	in.Send("more")
	<-ready
	in.Close()
	take(3, nil, true)
	take(1, nil, true)
	take(0, io.EOF, true)
	if in.Send("late") != nil {
		t.Error("what comes after the end is an error")
	}
	take(0, io.EOF, true)
}
