// fails: TestOrder

package main

import (
	"fmt"
	"slices"
	"sync"
	"time"
)

// byPrice returns the items, the cheapest first, and leaves
// the slice that it is given as it is. A call of get takes
// its time, so each item is asked for once, and all of them
// at the same time.
func byPrice(
	items []string, get func(item string) int,
) []string {
	var mu sync.Mutex
	price := make(map[string]int)
	var wg sync.WaitGroup
	for _, item := range items {
		wg.Go(func() {
			p := get(item)
			mu.Lock()
			price[item] = p
			mu.Unlock()
		})
	}
	wg.Wait()
	slices.SortFunc(items, func(a, b string) int {
		return price[a] - price[b]
	})
	return items
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
