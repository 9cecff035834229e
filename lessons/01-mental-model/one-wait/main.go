package main

import (
	"fmt"
	"time"
)

// A Page has what the shop's page shows.
type Page struct {
	Profile, Orders, Reviews string
}

// page asks for "profile", "orders" and "reviews" at the
// same time, and returns the page when all three are there.
func page(query func(name string) string) Page {
	var p Page
	p.Profile = query("profile")
	p.Orders = query("orders")
	p.Reviews = query("reviews")
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
