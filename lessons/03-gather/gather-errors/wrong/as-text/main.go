// fails: TestErrors

package main

import (
	"errors"
	"fmt"
	"sync"
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
	results := make([]Result[T], len(tasks))
	var wg sync.WaitGroup
	for i, task := range tasks {
		wg.Go(func() {
			r := &results[i]
			defer func() {
				if e := recover(); e != nil {
					r.Err = fmt.Errorf("panic: %v", e)
				}
			}()
			value, err := task()
			if err != nil {
				err = fmt.Errorf("task %d: %v", i, err)
			}
			r.Value, r.Err = value, err
		})
	}
	wg.Wait()
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
