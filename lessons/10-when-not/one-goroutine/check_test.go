package main

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// bubble runs f where sleeping takes no time, and reports
// whether goroutines were still there when f returned.
func bubble(t *testing.T, f func(t *testing.T)) (left bool) {
	t.Helper()
	defer func() { left = recover() != nil }()
	synctest.Test(t, f)
	return
}

// call runs f to its end, and fails the check if it has none.
func call(t *testing.T, f func()) {
	t.Helper()
	done := make(chan any, 1)
	go func() {
		defer func() { done <- recover() }()
		f()
	}()
	select {
	case fault := <-done:
		if fault != nil {
			t.Fatalf("panic: %v", fault)
		}
	case <-time.After(365 * 24 * time.Hour):
		t.Fatal("did not return within a year")
	}
}

// A visit is one call of makeBill, and what was seen of it.
type visit struct {
	// What each function of the shop takes.
	login, orders, prices, rates, bill time.Duration
	answer                             map[string]string

	mu    sync.Mutex
	calls map[string]int
	// The first call with something else than it needs.
	fault string
	// Goroutines in all, before the call and at most during it.
	before, most int
}

// newVisit has waits of one to two hours.
func newVisit() *visit {
	hours := func() time.Duration { return time.Hour + rand.N(time.Hour).Round(time.Minute) }
	v := &visit{
		login: hours(), orders: hours(), prices: hours(), rates: hours(), bill: hours(),
		answer: make(map[string]string),
		calls:  make(map[string]int),
	}
	for _, name := range []string{"login", "orders", "prices", "rates", "bill"} {
		v.answer[name] = fmt.Sprintf("%s-%x", name, rand.Uint64())
	}
	return v
}

// slowRates has one wait that is longer than all others together.
func slowRates() *visit {
	v := newVisit()
	v.rates += 10 * time.Hour
	return v
}

// get waits for d. It compares what it has got with what it needs, in pairs.
func (v *visit) get(name string, d time.Duration, gotAndNeeded ...string) string {
	v.mu.Lock()
	v.calls[name]++
	for i := 0; i < len(gotAndNeeded); i += 2 {
		if got, needed := gotAndNeeded[i], v.answer[gotAndNeeded[i+1]]; got != needed && v.fault == "" {
			v.fault = fmt.Sprintf("%s got %q, needs %q", name, got, needed)
		}
	}
	v.mu.Unlock()

	// Goroutines are counted in the middle of a wait, when all the others wait too.
	middle := d/2 + rand.N(time.Minute)
	time.Sleep(middle)
	v.mu.Lock()
	v.most = max(v.most, runtime.NumGoroutine())
	v.mu.Unlock()
	time.Sleep(d - middle)
	return v.answer[name]
}

// run makes the bill, and returns it with what it took.
func (v *visit) run(t *testing.T) (bill string, took time.Duration) {
	t.Helper()
	start := time.Now()
	call(t, func() {
		v.before = runtime.NumGoroutine()
		bill = makeBill(shop{
			login:  func() string { return v.get("login", v.login) },
			orders: func(token string) string { return v.get("orders", v.orders, token, "login") },
			prices: func(orders string) string { return v.get("prices", v.prices, orders, "orders") },
			rates:  func() string { return v.get("rates", v.rates) },
			bill: func(prices, rates string) string {
				return v.get("bill", v.bill, prices, "prices", rates, "rates")
			},
		})
	})
	return bill, time.Since(start)
}

func TestBill(t *testing.T) {
	bubble(t, func(t *testing.T) {
		for _, v := range []*visit{slowRates(), newVisit()} {
			bill, _ := v.run(t)
			v.mu.Lock()
			fault := v.fault
			v.mu.Unlock()
			if fault != "" {
				t.Fatal(fault)
			}
			for _, name := range []string{"login", "orders", "prices", "rates", "bill"} {
				if v.calls[name] != 1 {
					t.Fatalf("%d calls of %s, 1 is needed", v.calls[name], name)
				}
			}
			if bill != v.answer["bill"] {
				t.Fatalf("the bill is %q, want %q", bill, v.answer["bill"])
			}
		}
	})
}

func TestTime(t *testing.T) {
	bubble(t, func(t *testing.T) {
		for _, v := range []*visit{slowRates(), newVisit()} {
			_, took := v.run(t)
			if want := max(v.login+v.orders+v.prices, v.rates) + v.bill; took != want {
				t.Fatalf("took %v, possible is %v", took, want)
			}
		}
	})
}

func TestGoroutines(t *testing.T) {
	bubble(t, func(t *testing.T) {
		v := slowRates()
		v.run(t)
		v.mu.Lock()
		defer v.mu.Unlock()
		if started := v.most - v.before; started > 1 {
			t.Errorf("%d goroutines at once beside the caller's, 1 is enough", started)
		}
	})
}
