// fails: TestStart, TestTime

package main

import (
	"fmt"
	"slices"
	"time"
)

// byPrice returns the items, the cheapest first, and leaves
// the slice that it is given as it is. A call of get takes
// its time, so each item is asked for once, and all of them
// at the same time.
func byPrice(
	items []string, get func(item string) int,
) []string {
	known := make(map[string]int)
	price := func(item string) int {
		if _, ok := known[item]; !ok {
			known[item] = get(item)
		}
		return known[item]
	}
	sorted := slices.Clone(items)
	slices.SortFunc(sorted, func(a, b string) int {
		return price(a) - price(b)
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
