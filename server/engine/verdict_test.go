package engine

import (
	"strings"
	"testing"
)

func TestVerdict(t *testing.T) {
	const deadlock = "fatal error: all goroutines are asleep - deadlock!"
	for _, test := range []struct {
		name   string
		pieces []string
		want   bool
	}{
		{"at once", []string{deadlock + "\n\ngoroutine 1 [chan receive]:\n"}, true},
		{"in pieces", []string{"working\nfatal err", "or: no goroutines (main called runtime.Goexit) - dead", "lock!", "\n"}, true},
		{"a panic", []string{"panic: - deadlock!\n"}, false},
		{"another fatal error", []string{"fatal error: stack overflow\n"}, false},
		{"in the midst of a line", []string{"said: " + deadlock + "\n"}, false},
		{"after a long line", []string{strings.Repeat("x", 500), strings.Repeat("x", 500) + "\n", deadlock + "\n"}, true},
		{"not yet a line", []string{deadlock}, false},
	} {
		var v verdict
		for _, piece := range test.pieces {
			v.read([]byte(piece))
		}
		if v.deadlock != test.want {
			t.Errorf("%s: got %v, want %v", test.name, v.deadlock, test.want)
		}
	}
}
