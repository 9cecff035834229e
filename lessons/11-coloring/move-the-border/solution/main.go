package main

import (
	"fmt"
	"slices"
	"sync"
	"time"
)

// byPrice fetches first, and computes afterwards. All that
// waits is in the loop at the top, where requests overlap,
// each with an element of its own, so there is no lock. The
// rest is a sort of pairs that knows nothing of a network,
// in which an item stays with its price.
func byPrice(
	items []string, get func(item string) int,
) []string {
	type offer struct {
		item  string
		price int
	}
	offers := make([]offer, len(items))
	var wg sync.WaitGroup
	for i, item := range items {
		wg.Go(func() { offers[i] = offer{item, get(item)} })
	}
	wg.Wait()

	slices.SortFunc(offers, func(a, b offer) int {
		return a.price - b.price
	})
	sorted := make([]string, len(offers))
	for i, offer := range offers {
		sorted[i] = offer.item
	}
	return sorted
}

var prices = map[string]int{
	"tea": 3, "coffee": 4, "cake": 5, "juice": 2,
}

func main() {
	requests := make(chan string, 100)
	fromNetwork := func(item string) int {
		requests <- item
		time.Sleep(100 * time.Millisecond)
		return prices[item]
	}

	cart := []string{"coffee", "cake", "juice", "tea"}
	start := time.Now()
	fmt.Println(byPrice(cart, fromNetwork))
	took := time.Since(start).Round(100 * time.Millisecond)
	fmt.Println(len(requests), "requests in", took)
}
