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

// page starts the offers, on which nothing depends, then
// waits for the user. A plain call is the wait: after
// it, all that orders and reviews need is known.
//
// The offers may arrive before that or later. Only the Wait
// at the end is for them, so they hold up nothing else.
func page(query func(name, user string) string) Page {
	var p Page
	var wg sync.WaitGroup
	wg.Go(func() { p.Offers = query("offers", "") })
	p.User = query("user", "")
	wg.Go(func() { p.Orders = query("orders", p.User) })
	wg.Go(func() { p.Reviews = query("reviews", p.User) })
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
