// fails: TestTime

package main

import (
	"fmt"
	"time"
)

// A shop is a service over the network. Each of its five
// functions waits. Its parameters are what it needs.
type shop struct {
	login  func() (token string)
	orders func(token string) string
	prices func(orders string) string
	rates  func() string
	bill   func(prices, rates string) string
}

// makeBill returns the bill as soon as it can be there. It
// starts no more goroutines than that takes.
func makeBill(s shop) string {
	token := s.login()
	orders := s.orders(token)
	// Here two things can be done at once.
	rates := make(chan string, 1)
	go func() { rates <- s.rates() }()
	prices := s.prices(orders)
	return s.bill(prices, <-rates)
}

var start = time.Now()

// wait prints what is asked for, and when.
func wait(what string, d time.Duration) {
	at := time.Since(start).Round(100 * time.Millisecond)
	fmt.Printf("%.1fs %s\n", at.Seconds(), what)
	time.Sleep(d)
}

func main() {
	const unit = 100 * time.Millisecond
	bill := makeBill(shop{
		login: func() string {
			wait("login", 2*unit)
			return "token"
		},
		orders: func(token string) string {
			wait("orders", 3*unit)
			return "2 teas"
		},
		prices: func(orders string) string {
			wait("prices of "+orders, 2*unit)
			return "6 USD"
		},
		rates: func() string {
			wait("rates", 5*unit)
			return "0.9"
		},
		bill: func(prices, rates string) string {
			wait("bill", unit)
			return prices + " at " + rates
		},
	})
	took := time.Since(start).Round(unit)
	fmt.Println(bill, "in", took)
}
