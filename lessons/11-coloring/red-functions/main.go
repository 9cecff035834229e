package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

var prices = map[string]int{"tea": 3, "coffee": 4, "cake": 5}

func fromTable(item string) int { return prices[item] }

// fromNetwork has to wait for its answer, and its type does not say so.
func fromNetwork(item string) int {
	time.Sleep(200 * time.Millisecond)
	return prices[item]
}

// total does not care whether price waits.
func total(cart []string, price func(string) int) int {
	amount := 0
	for _, item := range cart {
		amount += price(item)
	}
	return amount
}

// fromNetworkContext can be told to stop waiting, and its type does say so.
func fromNetworkContext(ctx context.Context, item string) (int, error) {
	select {
	case <-time.After(200 * time.Millisecond):
		return prices[item], nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// totalContext passes ctx down and err up, and so must all who call it.
func totalContext(ctx context.Context, cart []string) (int, error) {
	amount := 0
	for _, item := range cart {
		price, err := fromNetworkContext(ctx, item)
		if err != nil {
			return 0, fmt.Errorf("price of %s: %w", item, err)
		}
		amount += price
	}
	return amount, nil
}

func main() {
	cart := []string{"tea", "coffee", "cake"}
	took := func(start time.Time) string {
		return fmt.Sprintf("%.1fs", time.Since(start).Round(200*time.Millisecond).Seconds())
	}

	start := time.Now()
	fmt.Println("table:", total(cart, fromTable), "in", took(start))

	start = time.Now()
	fmt.Println("network:", total(cart, fromNetwork), "in", took(start))

	start = time.Now()
	found := make(chan int)
	for _, item := range cart {
		go func() { found <- fromNetwork(item) }() // the caller chooses to wait elsewhere
	}
	amount := 0
	for range cart {
		amount += <-found
	}
	fmt.Println("network, at once:", amount, "in", took(start))

	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	if _, err := totalContext(ctx, cart); errors.Is(err, context.DeadlineExceeded) {
		fmt.Println("network, 0.3s at most: gave up")
	}
}
