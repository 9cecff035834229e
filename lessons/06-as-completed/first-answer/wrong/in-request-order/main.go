// fails: TestFirst, TestFailures, TestCancel

package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

type ask = func(ctx context.Context) (string, error)

type answer struct {
	text string
	err  error
}

// first looks at one channel after the other.
func first(
	ctx context.Context, asks ...ask,
) (string, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var answers []chan answer
	for _, ask := range asks {
		c := make(chan answer, 1)
		answers = append(answers, c)
		go func() {
			text, err := ask(ctx)
			c <- answer{text, err}
		}()
	}
	var errs []error
	for _, c := range answers {
		a := <-c
		if a.err == nil {
			return a.text, nil
		}
		errs = append(errs, a.err)
	}
	return "", errors.Join(errs...)
}

// mirror stands for a request to one of several servers.
func mirror(name string, ms int, fails bool) ask {
	delay := time.Duration(ms) * time.Millisecond
	return func(ctx context.Context) (string, error) {
		select {
		case <-time.After(delay):
		case <-ctx.Done():
			fmt.Println(name, "told to stop")
			return "", ctx.Err()
		}
		if fails {
			fmt.Println(name, "fails")
			return "", fmt.Errorf("%s: no route", name)
		}
		fmt.Println(name, "answers")
		return "the page, from " + name, nil
	}
}

func main() {
	page, err := first(context.Background(),
		mirror("oslo", 900, false),
		mirror("lima", 300, true),
		mirror("cairo", 600, false),
	)
	fmt.Printf("= %q, %v\n", page, err)
	// Time for the others, as a server would have.
	time.Sleep(600 * time.Millisecond)
}
