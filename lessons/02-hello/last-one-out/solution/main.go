package main

import (
	"fmt"
	"time"
)

// serve needs no goroutine. job is a plain call, so at each
// turn of the loop no job is under way, and that is when it
// looks at stop. The default makes the select look without
// waiting. A deferred cleanup comes last whatever happens,
// even if a job panics.
func serve(stop <-chan struct{}, job, cleanup func()) {
	defer cleanup()
	for {
		select {
		case <-stop:
			return
		default:
			job()
		}
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
