package main

import (
	"fmt"
	"time"
)

// greet takes a moment, as anything worth waiting for does.
func greet(name string) {
	time.Sleep(1 * time.Second)
	fmt.Println("hello,", name)
}

func main() {
	fmt.Println("main begins")
	go greet("Ada") // starts, but nobody waits for it
	fmt.Println("main ends")
}
