package fair

import (
	"errors"
	"fmt"
	"slices"
	"testing"
)

// tickets returns a ticket for each name such as "b2": connection 2 of address b.
func tickets(names ...string) []*ticket {
	var all []*ticket
	for _, name := range names {
		all = append(all, &ticket{owner: Owner{Address: name[:1], Connection: uint64(name[1])}})
	}
	return all
}

// name returns what tickets has made a ticket of.
func (t *ticket) name() string { return fmt.Sprintf("%s%c", t.owner.Address, rune(t.owner.Connection)) }

func anyone(string) bool { return true }

func TestTurns(t *testing.T) {
	for _, test := range []struct {
		name     string
		in, want []string
	}{
		{"one connection", []string{"a1", "a1"}, []string{"a1", "a1"}},
		{"a connection with much", []string{"a1", "a1", "a1", "a2", "a3"}, []string{"a1", "a2", "a3", "a1", "a1"}},
		{"an address with many connections", []string{"a1", "a2", "a3", "a4", "b1", "b1"},
			[]string{"a1", "b1", "a2", "b1", "a3", "a4"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var q turns
			for _, one := range tickets(test.in...) {
				q.push(one)
			}
			var told, got []string
			for _, one := range q.order() {
				told = append(told, one.name())
			}
			for one := q.pop(anyone); one != nil; one = q.pop(anyone) {
				got = append(got, one.name())
			}
			if !slices.Equal(got, test.want) || !slices.Equal(told, test.want) {
				t.Errorf("told %v, came %v, want %v", told, got, test.want)
			}
			if q.size != 0 || len(q.addresses) != 0 {
				t.Errorf("%d are left", q.size)
			}
		})
	}
}

func TestTurnsRemove(t *testing.T) {
	var q turns
	all := tickets("a1", "a1", "a2", "b1")
	for _, one := range all {
		q.push(one)
	}
	for _, one := range []*ticket{all[0], all[3], all[2]} {
		if !q.remove(one) || q.remove(one) {
			t.Errorf("%s: it was not there once", one.name())
		}
	}
	if q.pop(func(address string) bool { return address == "b" }) != nil {
		t.Error("popped an address that may not")
	}
	if q.pop(anyone) != all[1] || q.pop(anyone) != nil {
		t.Error("not just the second is left")
	}
}

// TestQueueMakesRoom fills a queue from one address, and has another come.
func TestQueueMakesRoom(t *testing.T) {
	q := NewQueue(1, 3)
	first, _ := q.Acquire(t.Context(), Owner{Address: "a"}, nil)
	var failed [3]chan error
	for i := range failed {
		var at chan int
		at, _, failed[i] = enter(t.Context(), q, Owner{Address: "a"})
		<-at
	}
	var full *FullError
	if _, err := q.Acquire(t.Context(), Owner{Address: "a"}, nil); !errors.As(err, &full) {
		t.Errorf("one more of the same address got %v, want that it is full", err)
	}
	at, in, _ := enter(t.Context(), q, Owner{Address: "b"})
	if err := <-failed[2]; !errors.As(err, &full) {
		t.Errorf("the last got %v, want that it is full", err)
	}
	if n := <-at; n != 2 {
		t.Errorf("the newcomer is at %d, want 2", n)
	}
	if _, err := q.Acquire(t.Context(), Owner{Address: "b"}, nil); !errors.As(err, &full) {
		t.Errorf("the newcomer's second got %v, want that it is full: it would have as many", err)
	}
	if n := q.Len(); n != 3 {
		t.Errorf("%d wait, want 3", n)
	}
	first()
	select {
	case release := <-in:
		release()
		t.Error("the newcomer was before the first who waited")
	case n := <-at:
		if n != 1 {
			t.Errorf("the newcomer is at %d, want 1", n)
		}
	}
}

// TestQueueShare keeps a slot for others where one address wants all.
func TestQueueShare(t *testing.T) {
	q := NewQueue(4, 3)
	for range 3 {
		if _, err := q.Acquire(t.Context(), Owner{Address: "a"},
			func(int) { t.Error("no slot although there are three") }); err != nil {
			t.Fatal(err)
		}
	}
	at, _, _ := enter(t.Context(), q, Owner{Address: "a"})
	<-at
	other, err := q.Acquire(t.Context(), Owner{Address: "b"}, func(int) { t.Error("the other address has to wait") })
	if err != nil {
		t.Fatal(err)
	}
	other()
	if n := q.Len(); n != 1 {
		t.Errorf("%d wait, want the fourth of the first address", n)
	}
}

// TestQueueBeyond lets somebody in beside an address that holds all of two slots.
func TestQueueBeyond(t *testing.T) {
	q := NewQueue(2, 3)
	var releases []func()
	for _, address := range []string{"a", "a", "b"} {
		release, err := q.Acquire(t.Context(), Owner{Address: address},
			func(int) { t.Errorf("%s has to wait", address) })
		if err != nil {
			t.Fatal(err)
		}
		releases = append(releases, release)
	}
	atC, inC, _ := enter(t.Context(), q, Owner{Address: "c"}) // there is only one beyond
	<-atC
	atA, inA, _ := enter(t.Context(), q, Owner{Address: "a"})
	<-atA
	releases[2]()
	(<-inC)()
	releases[0]() // still one slot is held by a: now the other is free
	(<-inA)()
	if n := q.Len(); n != 0 {
		t.Errorf("%d wait, want none", n)
	}
}
