package play

import (
	"context"
	"sync"
)

// A Crowd counts the runs and builds under way, from the moment that they were
// asked for, by the address that they are for. An attacker has many. A school has
// many too, but its own give way to each other alike.
type Crowd struct {
	mu   sync.Mutex
	size map[string]int
}

type othersKey struct{}

// Enter counts one more, for the Owner of ctx, until leave is called. Others
// tells of the context that it returns how many there were before.
func (c *Crowd) Enter(ctx context.Context) (_ context.Context, leave func()) {
	address := OwnerOf(ctx).Address
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.size == nil {
		c.size = map[string]int{}
	}
	others := c.size[address]
	c.size[address]++
	return context.WithValue(ctx, othersKey{}, others), func() { c.leave(address) }
}

func (c *Crowd) leave(address string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.size[address]--; c.size[address] == 0 {
		delete(c.size, address)
	}
}

// Others returns how many others its address had under way when the work of ctx
// was asked for.
func Others(ctx context.Context) int {
	n, _ := ctx.Value(othersKey{}).(int)
	return n
}

// Crowded reports whether there were two at the least: more than one reader alone
// has, who builds while a program runs.
func Crowded(ctx context.Context) bool { return Others(ctx) >= 2 }
