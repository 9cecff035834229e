package main

import (
	"fmt"
	"time"
)

func main() {
	fmt.Println("hello")
	time.Sleep(1 * time.Second)
	fmt.Println("hello again, a second later")
}
