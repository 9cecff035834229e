package main

import (
	"fmt"
	"time"
)

// greet takes a second, as things worth waiting for do.
func greet(name string) {
	time.Sleep(1 * time.Second)
	fmt.Println("hello,", name)
}

func main() {
	fmt.Println("main begins")
	go greet("Ada")
	fmt.Println("main ends")
}
