package main

import (
	"fmt"
	"sync"
)

func main() {
	answer := make(chan int, 1)
	answer <- 42
	turn := make(chan struct{})

	var wg sync.WaitGroup
	wg.Go(func() {
		<-turn
		fmt.Println("other runs")
	})

	fmt.Println("answer:", <-answer)
	fmt.Println("main still runs")
	close(turn)
	wg.Wait()
	fmt.Println("main ends")
}
