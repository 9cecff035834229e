// fails: TestTwice, TestTime

package main

func both(nap func()) {
	go nap()
	go nap()
}

func main() {}
