package main

import (
	"context"
	"fmt"
	"time"
)

// A get returns the price of an item. It fails if there is
// none, and returns at once when its context ends.
type get func(
	ctx context.Context, item string,
) (int, error)

// shopping passes its context down, as total and price do:
// get is the one that listens, and it can only if nobody on
// the way leaves ctx out. Errors go up the same way. Each
// level looks at them before it goes on, and adds what it
// knows, with %w: so errors.Is still finds the first cause.
// Nothing is started, hence nothing is left.
func shopping(
	ctx context.Context, carts [][]string, get get,
) (int, error) {
	sum := 0
	for i, cart := range carts {
		cost, err := total(ctx, cart, get)
		if err != nil {
			return 0, fmt.Errorf("cart %d: %w", i+1, err)
		}
		sum += cost
	}
	return sum, nil
}

// total returns what one cart costs.
func total(
	ctx context.Context, cart []string, get get,
) (int, error) {
	sum := 0
	for _, item := range cart {
		cost, err := price(ctx, item, get)
		if err != nil {
			return 0, err
		}
		sum += cost
	}
	return sum, nil
}

// price returns what one item costs.
func price(
	ctx context.Context, item string, get get,
) (int, error) {
	cost, err := get(ctx, item)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", item, err)
	}
	return cost, nil
}

// fromNetwork takes 0.2 s for an item.
func fromNetwork(
	ctx context.Context, item string,
) (int, error) {
	prices := map[string]int{
		"tea": 3, "coffee": 4, "cake": 5,
	}
	select {
	case <-time.After(200 * time.Millisecond):
		return prices[item], nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func main() {
	carts := [][]string{{"tea", "cake"}, {"coffee", "cake"}}
	for _, limit := range []time.Duration{1000, 500} {
		limit *= time.Millisecond
		ctx, cancel := context.WithTimeout(
			context.Background(), limit)
		start := time.Now()
		sum, err := shopping(ctx, carts, fromNetwork)
		took := time.Since(start)
		cancel()
		fmt.Printf("%v at most: %d, %v, took %v\n", limit,
			sum, err, took.Round(100*time.Millisecond))
	}
}
