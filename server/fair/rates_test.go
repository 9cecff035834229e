package fair

import (
	"fmt"
	"testing"
	"time"
)

func TestRates(t *testing.T) {
	now := time.Unix(0, 0)
	r := NewRates(2)
	r.now = func() time.Time { return now }
	for range 2 * burst {
		if !r.Allow("a") {
			t.Fatal("held up within its rate")
		}
	}
	if r.Allow("a") {
		t.Error("one too many was allowed")
	}
	if !r.Allow("b") {
		t.Error("another address was held up")
	}
	now = now.Add(time.Second)
	for n, want := range []bool{true, true, false} {
		if got := r.Allow("a"); got != want {
			t.Errorf("a second later, the next %d: %v", n, got)
		}
	}
	for n := range maxAddresses + 5 {
		r.Allow(fmt.Sprint(n))
	}
	now = now.Add(time.Hour)
	r.Allow("new")
	if n := len(r.limiters); n != 1 {
		t.Errorf("%d addresses are remembered after an hour, want the new one", n)
	}
	if !NewRates(0).Allow("a") || !(*Rates)(nil).Allow("a") {
		t.Error("without a rate somebody was held up")
	}
}
