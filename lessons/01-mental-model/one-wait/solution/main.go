package main

import (
	"fmt"
	"sync"
	"time"
)

// A Page has what the shop's page shows.
type Page struct {
	Profile, Orders, Reviews string
}

// page starts all three queries before it waits for any, so
// the waits overlap. Each goroutine writes a field of its
// own, and the page is read after Wait, when all of them
// have ended. One Wait is enough for any number of queries.
func page(query func(name string) string) Page {
	var p Page
	var wg sync.WaitGroup
	wg.Go(func() { p.Profile = query("profile") })
	wg.Go(func() { p.Orders = query("orders") })
	wg.Go(func() { p.Reviews = query("reviews") })
	wg.Wait()
	return p
}

// query stands for a request to another machine.
func query(name string) string {
	fmt.Println("request", name)
	ms := map[string]int{
		"profile": 300, "orders": 900, "reviews": 600,
	}[name]
	time.Sleep(time.Duration(ms) * time.Millisecond)
	fmt.Println("   ", name, "arrived")
	return "the " + name
}

func main() {
	start := time.Now()
	p := page(query)
	took := time.Since(start).Round(100 * time.Millisecond)
	fmt.Println("page ready after", took)
	fmt.Println(p.Profile, p.Orders, p.Reviews)
}
