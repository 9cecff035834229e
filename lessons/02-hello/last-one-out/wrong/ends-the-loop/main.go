// fails: TestStop

package main

import (
	"fmt"
	"time"
)

// serve calls job over and over, one call at a time, until
// stop is closed. Then it begins no other job, lets the one
// under way finish, calls cleanup, and returns.
func serve(stop <-chan struct{}, job, cleanup func()) {
	defer cleanup()
	for {
		select {
		case <-stop:
			// Leaves the loop.
			break
		default:
		}
		job()
	}
}

func main() {
	stop := make(chan struct{})
	go func() {
		time.Sleep(1 * time.Second)
		fmt.Println("stop!")
		close(stop)
	}()
	n := 0
	job := func() {
		n++
		fmt.Println("job", n, "begins")
		time.Sleep(400 * time.Millisecond)
		fmt.Println("job", n, "ends")
	}
	cleanup := func() { fmt.Println("cleanup") }

	serve(stop, job, cleanup)
	fmt.Println("main ends")
}
