package sandbox

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"syscall"
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

// TestPoolScarce opens pools while the system has no file left for all of their processes, and on a program that is none.
func TestPoolScarce(t *testing.T) {
	left := 1
	l, err := NewPool(2, func() (idler, error) {
		if left--; left < 0 {
			return idler{}, fmt.Errorf("%w: pipe: %w", ErrStart, os.NewSyscallError("pipe2", syscall.EMFILE))
		}
		return idler{}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := l.Enter(); err != nil {
		t.Fatal(err)
	}
	defer l.Leave()
	if _, err := l.Take(0); err != nil {
		t.Errorf("the one that was started: %v", err)
	}
	if _, err := l.Take(0); !errors.Is(err, ErrStart) {
		t.Errorf("one more: %v", err)
	}
	left = 3
	if _, err := l.Take(0); err != nil {
		t.Errorf("once there are files again: %v", err)
	}
	if _, err := NewPool(2, func() (idler, error) { return idler{}, os.ErrNotExist }); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without a program there is %v", err)
	}
}
