package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

var prices = map[string]int{
	"tea": 3, "coffee": 4, "cake": 5,
}

func fromTable(item string) int { return prices[item] }

// fromNetwork waits, and its type does not say so.
func fromNetwork(item string) int {
	time.Sleep(200 * time.Millisecond)
	return prices[item]
}

// total does not care whether price waits.
func total(cart []string, price func(string) int) int {
	sum := 0
	for _, item := range cart {
		sum += price(item)
	}
	return sum
}

// fromNetworkContext can be told to stop waiting, and its
// type does say so.
func fromNetworkContext(
	ctx context.Context, item string,
) (int, error) {
	select {
	case <-time.After(200 * time.Millisecond):
		return prices[item], nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// totalContext passes ctx down and err up, and so must all
// who call it.
func totalContext(
	ctx context.Context, cart []string,
) (int, error) {
	sum := 0
	for _, item := range cart {
		price, err := fromNetworkContext(ctx, item)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", item, err)
		}
		sum += price
	}
	return sum, nil
}

// took returns the time since start, in steps of 0.2 s.
func took(start time.Time) string {
	d := time.Since(start).Round(200 * time.Millisecond)
	return fmt.Sprintf("%.1fs", d.Seconds())
}

func main() {
	cart := []string{"tea", "coffee", "cake"}

	start := time.Now()
	sum := total(cart, fromTable)
	fmt.Println("table:", sum, "in", took(start))

	start = time.Now()
	sum = total(cart, fromNetwork)
	fmt.Println("network:", sum, "in", took(start))

	start = time.Now()
	found := make(chan int)
	for _, item := range cart {
		go func() { found <- fromNetwork(item) }()
	}
	sum = 0
	for range cart {
		sum += <-found
	}
	fmt.Println("network, at once:", sum, "in", took(start))

	const limit = 300 * time.Millisecond
	ctx, cancel := context.WithTimeout(
		context.Background(), limit)
	defer cancel()
	_, err := totalContext(ctx, cart)
	if errors.Is(err, context.DeadlineExceeded) {
		fmt.Println("network, 0.3s at most: gave up")
	}
}
