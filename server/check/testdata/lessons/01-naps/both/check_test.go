package main

import (
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var naps atomic.Int32
		both(func() {
			time.Sleep(time.Minute)
			naps.Add(1)
		})
		if n := naps.Load(); n != 2 {
			t.Errorf("%d naps when it returns, not 2", n)
		}
	})
}

func TestTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := time.Hour + rand.N(time.Hour)
		start := time.Now()
		both(func() { time.Sleep(d) })
		if took := time.Since(start); took != d {
			t.Errorf("took %v, a nap is %v", took, d)
		}
	})
}
