// fails: TestAllFail

package main

import (
	"context"
	"fmt"
	"time"
)

type ask = func(ctx context.Context) (string, error)

// first remembers the error, in case there is no success.
func first(
	ctx context.Context, asks ...ask,
) (string, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type answer struct {
		text string
		err  error
	}
	answers := make(chan answer, len(asks))
	for _, ask := range asks {
		go func() {
			text, err := ask(ctx)
			answers <- answer{text, err}
		}()
	}
	var err error
	for range asks {
		a := <-answers
		if a.err == nil {
			return a.text, nil
		}
		err = a.err
	}
	return "", err
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
