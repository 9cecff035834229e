// fails: TestTwice

package main

func both(nap func()) { nap() }

func main() {}
