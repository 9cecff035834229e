// fails: TestAnswers

package main

import (
	"fmt"
	"sync"
	"time"
)

// A Page has what the shop's page shows.
type Page struct {
	User, Offers, Orders, Reviews string
}

// page asks for all four. "user" and "offers" need nothing;
// "orders" and "reviews" need the user. Each of them is
// asked for as soon as what it needs is there.
func page(query func(name, user string) string) Page {
	var p Page
	var wg sync.WaitGroup
	wg.Go(func() { p.Offers = query("offers", "") })
	// Both need the user, so each asks.
	wg.Go(func() {
		user := query("user", "")
		p.Orders = query("orders", user)
	})
	wg.Go(func() {
		p.User = query("user", "")
		p.Reviews = query("reviews", p.User)
	})
	wg.Wait()
	return p
}

// query stands for a request to another machine.
func query(name, user string) string {
	fmt.Println("request", name, user)
	ms := map[string]int{
		"user": 200, "offers": 700,
		"orders": 600, "reviews": 300,
	}[name]
	time.Sleep(time.Duration(ms) * time.Millisecond)
	fmt.Println("   ", name, "arrived")
	if name == "user" {
		return "ada"
	}
	return "the " + name
}

func main() {
	start := time.Now()
	p := page(query)
	took := time.Since(start).Round(100 * time.Millisecond)
	fmt.Println("page ready after", took)
	fmt.Println(p.User, p.Offers, p.Orders, p.Reviews)
}
