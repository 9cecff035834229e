package play

import (
	"context"
	"testing"
)

func TestCrowd(t *testing.T) {
	var c Crowd
	as := func(address string) context.Context { return WithOwner(t.Context(), Owner{Address: address}) }
	var leaves []func()
	for i, want := range []bool{false, false, true} {
		ctx, leave := c.Enter(as("a"))
		if Others(ctx) != i || Crowded(ctx) != want {
			t.Errorf("number %d has %d others, crowded: %t", i+1, Others(ctx), Crowded(ctx))
		}
		leaves = append(leaves, leave)
	}
	other, leave := c.Enter(as("b"))
	leave()
	if Others(other) != 0 {
		t.Errorf("another address has %d others", Others(other))
	}
	for _, leave := range leaves {
		leave()
	}
	again, leave := c.Enter(as("a"))
	defer leave()
	if Others(again) != 0 || len(c.size) != 1 {
		t.Errorf("after all have left there are %d others, of %d addresses", Others(again), len(c.size))
	}
}
