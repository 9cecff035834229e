package sandbox

import (
	"sync"
	"testing"
)

// idler is a spare process that is none.
type idler struct{}

func (idler) Dead() bool { return false }
func (idler) End()       {}

// TestPoolCloses closes pools while their processes are being taken, and started.
// It takes so many to meet the moment between a look at what is idle and the taking.
func TestPoolCloses(t *testing.T) {
	for range 100_000 {
		l, err := NewPool(4, func() (idler, error) { return idler{}, nil })
		if err != nil {
			t.Fatal(err)
		}
		begin := make(chan struct{})
		var takers sync.WaitGroup
		for range 4 {
			takers.Go(func() {
				<-begin
				if l.Enter() == nil {
					if _, err := l.Take(0); err != nil {
						t.Error(err)
					}
					l.Leave()
				}
				l.Refill()
			})
		}
		close(begin)
		l.Close()
		takers.Wait()
		if l.Enter() == nil {
			t.Error("a closed pool lets runs in")
		}
	}
}
