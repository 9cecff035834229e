package main

import (
	"errors"
	"fmt"
	"time"
)

// A Result is what a task returned.
type Result[T any] struct {
	Value T
	Err   error
}

// gather calls all tasks at once, waits for every one, even
// if others fail, and returns a result for each, in the
// order of the tasks. If a task panics, its result is an
// error with the value of the panic in its text.
func gather[T any](tasks ...func() (T, error)) []Result[T] {
	done := make(chan Result[T], len(tasks))
	for _, task := range tasks {
		go func() {
			value, err := task()
			done <- Result[T]{value, err}
		}()
	}
	var results []Result[T]
	for range tasks {
		result := <-done
		results = append(results, result)
		if result.Err != nil {
			break
		}
	}
	return results
}

// price returns a task that asks for the price of a thing.
func price(ms int, thing string) func() (int, error) {
	return func() (int, error) {
		time.Sleep(time.Duration(ms) * time.Millisecond)
		fmt.Println(thing, "is looked up")
		if thing == "cup" {
			return 0, errors.New("no cups left")
		}
		return len(thing), nil
	}
}

func main() {
	things := []string{"kettle", "cup", "teapot"}
	results := gather(
		price(800, things[0]),
		price(400, things[1]),
		price(1200, things[2]),
	)
	for i, r := range results {
		fmt.Println(things[i], r.Value, r.Err)
	}
}
