package main

import "time"

// both calls nap twice. It should take no longer than one.
func both(nap func()) {
	nap()
	nap()
}

func main() {
	both(func() { time.Sleep(time.Millisecond) })
}
