// fails: TestOrder

package main

import (
	"fmt"
	"slices"
	"sort"
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
	price := make([]int, len(items))
	var wg sync.WaitGroup
	for i, item := range items {
		wg.Go(func() { price[i] = get(item) })
	}
	wg.Wait()
	sorted := slices.Clone(items)
	sort.Slice(sorted, func(i, j int) bool {
		return price[i] < price[j]
	})
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
