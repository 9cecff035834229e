package fair

import (
	"context"
	"errors"
	"slices"
	"testing"
)

// enter starts to acquire and returns the positions that it is told and, when
// it is in, the release.
func enter(ctx context.Context, q *Queue, owner Owner) (positions chan int, in chan func(), failed chan error) {
	positions, in, failed = make(chan int, 10), make(chan func(), 1), make(chan error, 1)
	go func() {
		release, err := q.Acquire(ctx, owner, func(n int) { positions <- n })
		if err != nil {
			failed <- err
			return
		}
		in <- release
	}()
	return positions, in, failed
}

func TestQueueOrder(t *testing.T) {
	q := NewQueue(1, 2)
	first, err := q.Acquire(t.Context(), Owner{}, func(n int) { t.Errorf("position %d although there is a slot", n) })
	if err != nil {
		t.Fatal(err)
	}
	pos2, in2, _ := enter(t.Context(), q, Owner{})
	if n := <-pos2; n != 1 {
		t.Errorf("second is at %d, want 1", n)
	}
	pos3, in3, _ := enter(t.Context(), q, Owner{})
	if n := <-pos3; n != 2 {
		t.Errorf("third is at %d, want 2", n)
	}
	var full *FullError
	if _, err := q.Acquire(t.Context(), Owner{}, func(int) {}); !errors.As(err, &full) {
		t.Errorf("fourth got %v, want that it is full", err)
	}
	first()
	second := <-in2
	if n := <-pos3; n != 1 {
		t.Errorf("third is at %d, want 1", n)
	}
	second()
	(<-in3)()
	if again, err := q.Acquire(t.Context(), Owner{}, func(int) { t.Error("no slot after all were given back") }); err == nil {
		again()
	}
}

func TestQueueLeave(t *testing.T) {
	q := NewQueue(1, 5)
	first, _ := q.Acquire(t.Context(), Owner{}, nil)
	stopped := errors.New("stopped")
	ctx, cancel := context.WithCancelCause(t.Context())
	pos2, _, failed := enter(ctx, q, Owner{})
	<-pos2
	pos3, in3, _ := enter(t.Context(), q, Owner{})
	got := []int{<-pos3}
	cancel(stopped)
	if err := <-failed; err != stopped {
		t.Errorf("who left got %v, want %v", err, stopped)
	}
	got = append(got, <-pos3)
	if want := []int{2, 1}; !slices.Equal(got, want) {
		t.Errorf("positions %v, want %v", got, want)
	}
	first()
	(<-in3)()
	if q.Len() != 0 {
		t.Errorf("%d wait, want none", q.Len())
	}
}
