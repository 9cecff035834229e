package main

import (
	"fmt"
	"sync"
	"time"
)

func a() {
	fmt.Println("a calls b")
	b()
	fmt.Println("a is done")
}

func b() {
	fmt.Println("b calls c")
	c()
	fmt.Println("b is done")
}

func c() {
	fmt.Println("c waits")
	time.Sleep(1 * time.Second)
	fmt.Println("c is done")
}

// other is not part of the chain.
func other() {
	time.Sleep(500 * time.Millisecond)
	fmt.Println("other runs")
}

func main() {
	var wg sync.WaitGroup
	wg.Go(other)
	a()
	wg.Wait()
}
