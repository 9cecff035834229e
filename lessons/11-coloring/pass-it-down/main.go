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

// shopping returns what all carts cost. When ctx ends, or
// an item has no price, it returns at once, with an error
// that wraps the reason and names the item.
func shopping(
	ctx context.Context, carts [][]string, get get,
) (int, error) {
	sum := 0
	for _, cart := range carts {
		sum += total(cart, get)
	}
	return sum, nil
}

// total returns what one cart costs.
func total(cart []string, get get) int {
	sum := 0
	for _, item := range cart {
		sum += price(item, get)
	}
	return sum
}

// price returns what one item costs.
func price(item string, get get) int {
	price, _ := get(context.Background(), item)
	return price
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
